import assert from 'node:assert/strict';
import { migratedServices } from '@holdfast/local-stack';
import { type System } from '../system/system.ts';

/**
 * Settings under which `evaluate` works: the debugger of each process listens on a port of its own once it is
 * asked to. The services know nothing of it.
 */
export const inspectable = Object.fromEntries(
  migratedServices.map((service) => [service, { NODE_OPTIONS: '--inspect-port=0' }]),
);

/** As in the log of a process whose debugger listens. */
const listening = /Debugger listening on (ws:\S+)/g;

async function connected(url: string | undefined): Promise<WebSocket | undefined> {
  if (url === undefined) return undefined;
  const socket = new WebSocket(url);
  return new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(socket));
    socket.addEventListener('error', () => resolve(undefined));
  });
}

/** Node's debugger opens on SIGUSR1, also if the process is busy, and stays open until the process ends. */
async function debuggerOf(system: System, name: string): Promise<WebSocket> {
  const { identity } = (await system.processes()).find((process) => process.name === name) ?? {};
  const pid = Number(identity);
  if (!Number.isInteger(pid)) throw new Error(`${name} is not a process of this machine`);
  const lastUrl = async (): Promise<string | undefined> =>
    [...(await system.log(name)).matchAll(listening)].at(-1)?.[1];
  const known = await connected(await lastUrl());
  if (known !== undefined) return known;
  process.kill(pid, 'SIGUSR1');
  return system.until(`${name} can be debugged`, async () => connected(await lastUrl()));
}

interface Evaluation {
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly text: string };
  };
}

/** One connection to the debugger of a running process. */
export interface Debugging {
  /** Runs JavaScript in the main thread. Resolves with its value once it is done. */
  evaluate(expression: string): Promise<unknown>;
  close(): void;
}

/** Opens the debugger of a process, which disturbs nothing. */
export async function debug(system: System, name: string): Promise<Debugging> {
  const socket = await debuggerOf(system, name);
  const waiting = new Map<number, (evaluation: Evaluation) => void>();
  let sent = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Evaluation & { readonly id: number };
    waiting.get(message.id)?.(message);
  });
  const evaluate = async (expression: string): Promise<unknown> => {
    const id = (sent += 1);
    const answered = new Promise<Evaluation>((resolve) => waiting.set(id, resolve));
    const params = { expression, returnByValue: true };
    socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
    const { result, error } = await answered;
    const failure = error?.message ?? result?.exceptionDetails?.text;
    if (failure !== undefined) throw new Error(`${name} could not evaluate: ${failure}`);
    return result?.result?.value;
  };
  return { evaluate, close: () => socket.close() };
}

/** Moves `Date` and nothing else, as a corrected clock does: timers count on. */
const jump = (ms: number): string => `(() => {
  const real = globalThis.realDate ??= Date;
  const now = () => real.now() + ${ms};
  globalThis.Date = new Proxy(real, {
    apply: () => new real(now()).toString(),
    construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  const before = real.now();
  const at = Date.now();
  return { least: at - real.now(), most: at - before };
})()`;

/** Real time passes between the readings of both clocks. */
interface Jumped {
  readonly least: number;
  readonly most: number;
}

/** Sets the clock of a process ahead of the real one by `ms`; 0 sets it right. */
export async function jumpClock(inside: Debugging, ms: number): Promise<void> {
  const { least, most } = (await inside.evaluate(jump(ms))) as Jumped;
  assert.ok(least <= ms && ms <= most, `the clock has jumped by ${least} to ${most} ms`);
}
