import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import {
  type Action,
  isPortBusy,
  portPlan,
  type ProcessStatus,
  readDataDir,
  readRunningState,
  readSettings,
  type StackState,
} from '@holdfast/local-stack';
import { demandAddresses, DemoStack } from './demo-stack.ts';

const page = 'docs/how-to/give-a-demo.md';

/**
 * The running stack of this DATA_DIR, started if none runs. @throws Error that says what to do, if it is not
 * ready for a demo
 */
export async function readyStack(environment: NodeJS.ProcessEnv): Promise<DemoStack> {
  const running = readRunningState(readDataDir(environment)) ?? (await started(environment));
  if (running.control === null)
    throw new Error(
      `Holdfast is still starting (pid ${running.supervisor.pid}). Run the demo again when npm run status shows it ready.`,
    );
  const stack = new DemoStack(demandAddresses(running.addresses), running.control);
  try {
    await demandNothingBroken(stack);
  } catch (error) {
    await stack.close();
    throw error;
  }
  return stack;
}

async function started(environment: NodeJS.ProcessEnv): Promise<StackState> {
  await demandStartable(environment);
  const start = path.join(import.meta.dirname, '../start.ts');
  const child = spawn(process.execPath, [start, '--detach'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment,
  });
  await once(child, 'exit');
  const state = readRunningState(readDataDir(environment));
  if (state === undefined) throw new Error('Holdfast did not start, so there is no demo.');
  return state;
}

/** @throws Error if the settings turn off what the demo shows, or if another stack has the ports */
async function demandStartable(environment: NodeJS.ProcessEnv): Promise<void> {
  const { failureLab, storefront, stripe, portBase } = readSettings(environment);
  demandAddresses({
    'checkout through the lab': 'on',
    'mail inbox': 'on',
    postgres: 'on',
    ...(storefront === 'on' ? { storefront } : {}),
    ...(failureLab === 'on' ? { 'failure-lab': failureLab } : {}),
    ...(stripe === undefined ? { 'stripe-simulator': 'on' } : {}),
  });
  const ports = portPlan(portBase);
  if (await isPortBusy(ports.failureLab))
    throw new Error(
      `Another stack has port ${ports.failureLab}: one in containers, or one with another DATA_DIR. ` +
        `In containers, no demo can kill and start processes, but you can: see ${page}. ` +
        'To use this command, stop that stack first: docker compose down, or npm stop with its DATA_DIR.',
    );
}

async function demandNothingBroken(stack: DemoStack): Promise<void> {
  const [status, faults, strikes, simulatorFaults] = await Promise.all([
    stack.status(),
    stack.lab.faults(),
    stack.lab.strikes(),
    stack.simulatorFaults(),
  ]);
  const [silent] = status.filter(({ ready }) => !ready);
  if (silent !== undefined)
    throw new Error(
      `The demo needs a stack that works, and ${silent.name} is ${silent.state}. Try: npm run service -- ${cureOf(silent)} ${silent.name}`,
    );
  const open = strikes.filter(({ state }) => state !== 'struck');
  const count = faults.length + open.length + simulatorFaults.length;
  if (count > 0)
    throw new Error(
      `The demo needs a stack that works, and ${count} ${count === 1 ? 'fault is' : 'faults are'} set. ` +
        `Fix everything at ${stack.addresses.storefront}/lab first.`,
    );
}

function cureOf({ state }: ProcessStatus): Action {
  if (state === 'paused') return 'resume';
  return state === 'down' ? 'start' : 'restart';
}
