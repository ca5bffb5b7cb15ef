import { listedServices, migratedServices } from '@holdfast/local-stack';
import { callGraph } from '@holdfast/local-stack/call-graph';
import { calleesFirst } from './callees-first.ts';
import { appOf, type Compose, type Services } from './compose.ts';
import { step } from './step.ts';

/** The services that a rolling upgrade replaces, each before its callers. */
export function replacedServices(): string[] {
  const listed = listedServices();
  return calleesFirst([...migratedServices, ...listed.map(({ name }) => name)], callGraph(listed).calls);
}

const instancesOf = (app: string, services: Services): string[] =>
  Object.keys(services).filter((name) => appOf(services[name]) === app);

/** Those of them that a compose file has: an older revision may lack a service. */
export const presentIn = (services: Services, apps: readonly string[]): string[] =>
  apps.filter((app) => instancesOf(app, services).length > 0);

/** The instances of these services, in their order. @throws Error if one has fewer than two. */
export function copiesIn(services: Services, apps: readonly string[]): string[] {
  return apps.flatMap((app) => {
    const copies = instancesOf(app, services);
    if (copies.length < 2)
      throw new Error(
        `${app} has ${copies.length} instances; it needs two, so that one serves while the other is replaced.`,
      );
    return copies;
  });
}

/** Applies the secrets and migrations of the working tree; everything else keeps running. */
export async function migrate(current: Compose): Promise<void> {
  for (const oneShot of ['secrets', 'migrations'])
    await step(`${oneShot} of the working tree`, () =>
      current.run('run', '--rm', '--no-TTY', '--no-deps', oneShot),
    );
}

async function stop(copy: string, old: Compose): Promise<void> {
  await old.run('stop', copy);
  const code = await old.inspect(copy, '{{.State.ExitCode}}');
  if (code !== '0') throw new Error(`${copy} stopped with exit code ${code}: it did not finish its work.`);
}

/**
 * Stops the old instance with SIGTERM, unless the old revision had none, and starts the new one.
 * @throws Error if the old one had to be killed.
 */
export async function replace(copy: string, old: Compose, current: Compose): Promise<void> {
  if (copy in (await old.services())) await stop(copy, old);
  await current.run('up', '--detach', '--no-deps', '--no-build', '--wait', '--wait-timeout', '120', copy);
}

/** @throws Error that names the instances that do not run the image of the compose file. */
export async function checkImages(
  compose: Compose,
  services: Services,
  copies: readonly string[],
): Promise<void> {
  const wrong: string[] = [];
  for (const copy of copies) {
    const image = await compose.inspect(copy, '{{.Config.Image}}');
    if (image !== services[copy]?.image) wrong.push(`${copy} runs ${image}`);
  }
  if (wrong.length > 0) throw new Error(`Wrong images: ${wrong.join(', ')}.`);
}
