import { type LabProcess } from '@holdfast/lab-api';
import { pause } from '@holdfast/witness';
import { type LabContext } from '../context/lab-context.ts';
import { ProcessReader } from '../stack/process-reader.ts';

/** Services are not ready without these. */
const servers: readonly (readonly string[])[] = [['postgres', 'redis', 'mail'], ['stripe-simulator']];

/** 60 s: a service starts in 3 s on a quiet machine, and in half a minute on a busy one. */
const readyTimeoutMs = 60_000;
const lookEveryMs = 250;

/** In the order of starting: those of one rank start together. */
export function inRanks(names: readonly string[]): readonly (readonly string[])[] {
  const isServer = (name: string): boolean => servers.flat().includes(name);
  return [
    ...servers.map((rank) => names.filter((name) => rank.includes(name))),
    names.filter((name) => !isServer(name)),
  ].filter((rank) => rank.length > 0);
}

/** The supervisor, as far as it is needed here. */
export interface Supervision {
  readonly isSupervised: boolean;
  readonly read: () => Promise<readonly Pick<LabProcess, 'name' | 'state'>[]>;
  readonly act: (name: string, action: string) => Promise<string>;
  readonly signal: AbortSignal;
}

/** The supervisor of a context's stack, or the lack of one. */
export function supervisionOf(context: LabContext): Supervision {
  const { processes, stopping } = context;
  const reader = new ProcessReader(context);
  return {
    isSupervised: processes.isSupervised,
    read: () => reader.read(),
    act: (name, action) => processes.act(name, action),
    signal: stopping,
  };
}

export interface Done {
  readonly did: readonly string[];
  readonly failed: readonly string[];
}

/** Resumes and starts every process, servers first, until all are ready or 60 s have passed for one. */
export async function bringUp(supervision: Supervision): Promise<Done> {
  const names = (await supervision.read()).map(({ name }) => name);
  const done: Done[] = [];
  for (const rank of inRanks(names)) {
    // Read again for each rank: a service is ready once its servers are.
    const states = new Map((await supervision.read()).map(({ name, state }) => [name, state]));
    done.push(...(await Promise.all(rank.map((name) => bringUpOne(name, states.get(name), supervision)))));
  }
  return { did: done.flatMap(({ did }) => did), failed: done.flatMap(({ failed }) => failed) };
}

async function bringUpOne(
  name: string,
  first: LabProcess['state'] | undefined,
  { isSupervised, read, act, signal }: Supervision,
): Promise<Done> {
  const did: string[] = [];
  const deadline = performance.now() + readyTimeoutMs;
  for (let state = first; ;) {
    if (state === 'ready' || state === undefined) return { did, failed: [] };
    if (!isSupervised && (state === 'down' || state === 'unknown'))
      return { did, failed: [byHand(name, state)] };
    if (performance.now() > deadline)
      return { did, failed: [`${name} is still ${state} after ${readyTimeoutMs / 1_000} s.`] };
    try {
      if (state === 'paused') did.push(sentence(await act(name, 'resume')));
      else if (state === 'down') did.push(sentence(await act(name, 'start')));
      else await pause(lookEveryMs, signal);
      state = (await read()).find((each) => each.name === name)?.state;
    } catch (error) {
      signal.throwIfAborted();
      return { did, failed: [sentence(error instanceof Error ? error.message : String(error))] };
    }
  }
}

const byHand = (name: string, state: 'down' | 'unknown'): string =>
  state === 'down'
    ? `${name} is down. Start it with: docker compose start ${name}`
    : `${name} does not respond. If it is paused: docker compose unpause ${name}`;

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
