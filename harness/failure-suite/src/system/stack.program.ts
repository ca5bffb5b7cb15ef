/**
 * Owns one stack for the suite, which forks it. However the suite ends, its channel closes, and this program
 * removes the stack and its data: no process and no fault is left behind.
 */
import { rmSync } from 'node:fs';
import { LocalStack, readRunningState, type StackSettings } from '@holdfast/local-stack';
import { type FromStack, type ToStack } from './stack-messages.ts';

let stack: LocalStack | undefined;
let ending: Promise<void> | undefined;

function send(message: FromStack): void {
  if (process.connected) process.send?.(message);
}

async function start(settings: StackSettings): Promise<void> {
  const owned = new LocalStack(settings, { isFresh: true, events: { say: (line) => send({ say: line }) } });
  stack = owned;
  try {
    await owned.start();
  } catch (error) {
    send({ failure: error instanceof Error ? error.message : String(error) });
    return end();
  }
  const control = readRunningState(settings.dataDir)?.control;
  if (control === undefined || control === null)
    throw new Error('the stack is up but has no control address');
  const { addresses, edges, secrets } = owned;
  const processes = Object.fromEntries(owned.processNames.map((name) => [name, owned.address(name)]));
  const extraServices = settings.extraServices.map(({ name }) => name);
  send({ up: { addresses, processes, extraServices, edges, secrets, control } });
}

/** Uses SIGKILL: nothing is needed anymore, and a paused process ignores any other signal. */
function end(): Promise<void> {
  ending ??= (async () => {
    await stack?.kill();
    if (stack !== undefined) rmSync(stack.settings.dataDir, { recursive: true, force: true });
    process.exit();
  })();
  return ending;
}

// Ctrl-C reaches this process too, but the suite ends it only after it has written its report.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void end());
process.on('SIGHUP', () => undefined);
process.on('disconnect', () => void end());
process.on('uncaughtException', (error) => {
  send({ failure: error.stack ?? error.message });
  void end();
});
async function change(environment: StackSettings['environment']): Promise<void> {
  try {
    await stack?.changeEnvironment(environment);
    send({});
  } catch (error) {
    send({ failure: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (message: ToStack) => {
  void ('start' in message ? start(message.start) : change(message.environment));
});
