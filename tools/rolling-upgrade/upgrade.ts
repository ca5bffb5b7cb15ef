import { appOf, type Compose, type Service } from './compose.ts';
import { step } from './step.ts';

/** Who is asked comes before who asks. */
const inTurn = ['payments', 'email', 'recommendations', 'checkout'];

/** The copies of all services, in the order in which they are replaced. */
export function copiesIn(services: Readonly<Record<string, Service>>): string[] {
  return inTurn.flatMap((app) => {
    const copies = Object.keys(services).filter((name) => appOf(services[name]) === app);
    if (copies.length < 2)
      throw new Error(`${app} has ${copies.length} copies: one goes while another serves.`);
    return copies;
  });
}

/** Secrets and tables of the working tree; everything else goes on as it is. */
export async function migrate(current: Compose): Promise<void> {
  for (const oneShot of ['secrets', 'migrations'])
    await step(`${oneShot} of the working tree`, () =>
      current.run('run', '--rm', '--no-TTY', '--no-deps', oneShot),
    );
}

/** SIGTERM, and the new one in its place when the old one has ended by itself. @throws Error when it had to be killed. */
export async function replace(copy: string, old: Compose, current: Compose): Promise<void> {
  await old.run('stop', copy);
  const code = await old.inspect(copy, '{{.State.ExitCode}}');
  if (code !== '0')
    throw new Error(`${copy} ended with exit code ${code}: it did not finish what it had begun.`);
  await current.run('up', '--detach', '--no-deps', '--no-build', '--wait', '--wait-timeout', '120', copy);
}

/** @throws Error that names the copies that do not run the image that the compose file names. */
export async function checkImages(
  compose: Compose,
  services: Readonly<Record<string, Service>>,
): Promise<void> {
  const wrong: string[] = [];
  for (const copy of copiesIn(services)) {
    const image = await compose.inspect(copy, '{{.Config.Image}}');
    if (image !== services[copy]?.image) wrong.push(`${copy} runs ${image}`);
  }
  if (wrong.length > 0) throw new Error(`Not what should run: ${wrong.join(', ')}.`);
}
