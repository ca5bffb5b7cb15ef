import { appOf, type Compose, type Service } from './compose.ts';
import { step } from './step.ts';

/** A service is replaced before its callers. */
const inTurn = ['payments', 'email', 'recommendations', 'checkout'];

/** The instances of all services, in the order of replacement. */
export function copiesIn(services: Readonly<Record<string, Service>>): string[] {
  return inTurn.flatMap((app) => {
    const copies = Object.keys(services).filter((name) => appOf(services[name]) === app);
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

/** Stops an instance with SIGTERM and starts the new one. @throws Error if the old one had to be killed. */
export async function replace(copy: string, old: Compose, current: Compose): Promise<void> {
  await old.run('stop', copy);
  const code = await old.inspect(copy, '{{.State.ExitCode}}');
  if (code !== '0') throw new Error(`${copy} stopped with exit code ${code}: it did not finish its work.`);
  await current.run('up', '--detach', '--no-deps', '--no-build', '--wait', '--wait-timeout', '120', copy);
}

/** @throws Error that names the instances that do not run the image of the compose file. */
export async function checkImages(
  compose: Compose,
  services: Readonly<Record<string, Service>>,
): Promise<void> {
  const wrong: string[] = [];
  for (const copy of copiesIn(services)) {
    const image = await compose.inspect(copy, '{{.Config.Image}}');
    if (image !== services[copy]?.image) wrong.push(`${copy} runs ${image}`);
  }
  if (wrong.length > 0) throw new Error(`Wrong images: ${wrong.join(', ')}.`);
}
