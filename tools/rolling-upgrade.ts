/**
 * `npm run rolling-upgrade`: upgrades a stack in containers to this working tree, instance by instance, under
 * load.
 */
import { repositoryRoot } from '@holdfast/local-stack';
import { eventually } from '@holdfast/testing';
import { readArguments, type UpgradeCommand, usage } from './rolling-upgrade/arguments.ts';
import { Compose, secondCopiesFile } from './rolling-upgrade/compose.ts';
import { complaintsAbout } from './rolling-upgrade/judge.ts';
import { countMoney, readAddresses } from './rolling-upgrade/money.ts';
import { oldStack, type OldStack } from './rolling-upgrade/old-stack.ts';
import { output } from './rolling-upgrade/program.ts';
import { checkOut } from './rolling-upgrade/revision.ts';
import { type Ordered, SteadyCheckouts } from './rolling-upgrade/steady-checkouts.ts';
import { seconds, step } from './rolling-upgrade/step.ts';
import { summaryOf } from './rolling-upgrade/summary.ts';
import {
  checkImages,
  copiesIn,
  migrate,
  presentIn,
  replace,
  replacedServices,
} from './rolling-upgrade/upgrade.ts';
import { runCommand } from './run-command.ts';
import { styled } from './terminal.ts';

/** Its own project, so that removing it cannot touch other data. */
const project = 'holdfast-upgrade';

/**
 * A few seconds of load on old code before and after the migrations, and on new code after the last instance.
 */
const ordersBetween = 25;

const addresses = readAddresses(process.env);
const remove = ['down', '--volumes', '--remove-orphans'];

async function start(name: string, { compose, built }: OldStack, current: Compose): Promise<void> {
  await step(`images of ${name}`, () => compose.run('build', ...built));
  await step('images of the working tree', () => current.run('build'));
  await current.run(...remove);
  await step(`two copies of each service of ${name}`, () =>
    compose.run('up', '--detach', '--no-build', '--wait', '--wait-timeout', '300'),
  );
  const services = await compose.services();
  await checkImages(compose, services, copiesIn(services, presentIn(services, replacedServices())));
}

async function upgrade({ compose }: OldStack, current: Compose, checkouts: SteadyCheckouts): Promise<number> {
  await checkouts.another(ordersBetween);
  const begun = performance.now();
  await migrate(current);
  await step('old code on new tables', () => checkouts.another(ordersBetween));
  const services = await current.services();
  const copies = copiesIn(services, replacedServices());
  for (const copy of copies) await step(copy, () => replace(copy, compose, current));
  const ms = performance.now() - begun;
  await step('new code', () => checkouts.another(ordersBetween));
  await checkImages(current, services, copies);
  return ms;
}

/** The complaints that remain a minute after the last order, whose receipt is the last to arrive. */
async function complaints(orders: readonly Ordered[]): Promise<string[]> {
  let found: string[] = [];
  const look = async (): Promise<void> => {
    found = complaintsAbout(orders, await countMoney(addresses));
    if (found.length > 0) throw new Error(found.join('\n'));
  };
  return eventually(look, { timeoutMs: 60_000, intervalMs: 1_000 }).then(
    () => [],
    (error: unknown) => {
      if (found.length === 0) throw error;
      return found;
    },
  );
}

async function underCheckouts(stack: OldStack, current: Compose, perSecond: number): Promise<boolean> {
  const checkouts = new SteadyCheckouts(addresses.checkout, perSecond);
  let ms = NaN;
  let orders: readonly Ordered[] = [];
  try {
    ms = await upgrade(stack, current, checkouts);
  } finally {
    orders = await checkouts.stop();
    console.log(`\n${summaryOf(orders)}`);
  }
  console.log(`upgraded in ${seconds(ms)} s`);
  const wrong = await complaints(orders);
  console.log(wrong.length === 0 ? 'one charge and one receipt each' : styled('red', wrong.join('\n')));
  return wrong.length === 0;
}

async function main({ from, perSecond }: UpgradeCommand): Promise<void> {
  const revision = await checkOut(from);
  const current = new Compose(project, repositoryRoot);
  let isRight = false;
  try {
    console.log(`from ${revision.name} to the working tree, under ${perSecond} checkouts a second`);
    const stack = await oldStack(project, revision, current);
    await start(revision.name, stack, current);
    isRight = await underCheckouts(stack, current, perSecond);
    if (isRight) {
      await step('everything removed', () => current.run(...remove));
      await output('docker', ['image', 'rm', ...stack.images]);
    }
  } finally {
    await revision.remove();
    if (!isRight) leaveRunning();
  }
}

function leaveRunning(): void {
  process.exitCode = 1;
  const compose = `docker compose --project-name ${project} --file docker-compose.yml --file ${secondCopiesFile}`;
  console.error(
    `\nThe containers were left running. Inspect them: ${compose} logs\nRemove them: ${compose} ${remove.join(' ')}`,
  );
}

await runCommand({ usage, read: readArguments, run: main });
