/** `npm run demo`: a demo in ten minutes, in the terminal and the browser. */
import { dataDirPrefix, readDataDir } from '@holdfast/local-stack';
import { parseOptions, UsageError } from './command-line.ts';
import { DemoEnded, Presenter } from './demo/presenter.ts';
import { readyStack } from './demo/ready-stack.ts';
import { scenes } from './demo/scenes/index.ts';
import { Stage } from './demo/stage.ts';
import { runCommand } from './run-command.ts';

const usage = `npm run demo [-- --open] [--auto]

A demo in ten minutes: it buys, breaks things, and checks that each order is charged once. Enter continues. Ctrl-C ends it and
fixes what it broke. It uses the running stack, or starts one.
--open   opens the shop, the lab and the pages of orders in your browser
--auto   continues without Enter, and ends at the first step that does not happen
Exit codes: 0 shown or ended by Ctrl-C, 1 a step did not happen, 2 invalid arguments.`;

interface DemoCommand {
  readonly opensPages: boolean;
  readonly isAuto: boolean;
}

function read(args: readonly string[]): DemoCommand {
  const flag = { type: 'boolean', default: false } as const;
  const { open, auto } = parseOptions(args, { open: flag, auto: flag }, false).values;
  if (!auto && !process.stdin.isTTY)
    throw new UsageError('There is no terminal to press Enter on: add --auto to continue without it.');
  return { opensPages: open, isAuto: auto };
}

async function run({ opensPages, isAuto }: DemoCommand): Promise<void> {
  const ended = new AbortController();
  const stack = await readyStack(process.env);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => ended.abort(new DemoEnded()));
  const presenter = new Presenter(isAuto, ended.signal);
  const prefix = dataDirPrefix(readDataDir(process.env));
  const stage = new Stage({ stack, presenter, signal: ended.signal, opensPages, prefix });
  try {
    await welcome(stage);
    const failures = await playAll(stage, isAuto);
    if (failures > 0) process.exitCode = 1;
    goodbye(stage, failures);
  } catch (error) {
    if (!(error instanceof DemoEnded) && !ended.signal.aborted) throw error;
    presenter.title('The demo ended early.');
  } finally {
    await fixAll(stage);
    presenter.close();
    await stack.close();
  }
}

async function welcome(stage: Stage): Promise<void> {
  const { presenter, stack } = stage;
  presenter.title('A checkout that charges once, whatever breaks: a demo in ten minutes');
  await stage.show('The shop', stack.addresses.storefront);
  await stage.show('The lab', `${stack.addresses.storefront}/lab`);
  presenter.print(`The inbox: ${stack.addresses['mail inbox']}`);
  presenter.print('Ctrl-C ends the demo and fixes what it broke.');
}

/**
 * Plays the scenes. After one that fails, everything is fixed and the next can be shown. Resolves to how many
 * failed.
 */
async function playAll(stage: Stage, isAuto: boolean): Promise<number> {
  let failures = 0;
  const { addresses } = stage.stack;
  const played = scenes.filter(({ needs }) => needs === undefined || addresses[needs] !== undefined);
  for (const [n, { title, play }] of played.entries()) {
    stage.presenter.title(`${n + 1}/${played.length}  ${title}`);
    try {
      await play(stage);
    } catch (error) {
      if (error instanceof DemoEnded || stage.signal.aborted) throw error;
      stage.presenter.notSeen(`This did not happen: ${(error as Error).message}`);
      await fixAll(stage);
      failures += 1;
      if (isAuto) return failures;
    }
  }
  return failures;
}

async function fixAll(stage: Stage): Promise<void> {
  const { fixed, failed } = await stage.fixAll();
  for (const line of fixed) stage.presenter.seen(`Fixed: ${line}`);
  for (const line of failed) stage.presenter.notSeen(line);
  if (failed.length > 0) process.exitCode = 1;
}

function goodbye({ presenter, stack }: Stage, failures: number): void {
  presenter.title(
    failures === 0 ? 'That was the demo.' : `That was the demo; ${failures} of its scenes failed.`,
  );
  presenter.print(
    `Break it yourself: ${stack.addresses.storefront}/lab`,
    'Prove it: npm run failure-suite -- --only payments-response-lost',
    'The stack keeps running: npm stop ends it.',
  );
}

await runCommand({ usage, read, run });
