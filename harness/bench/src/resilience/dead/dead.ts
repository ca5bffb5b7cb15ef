import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@holdfast/local-stack';
import { type Callee } from '../callee/callee.process.ts';
import {
  type DeadClient,
  type DeadClientKind,
  deadClientKinds,
  type DeadClientName,
} from './dead.clients.ts';
import { Journal, noteRequests } from './journal.ts';

/** How a dependency is dead. `refused`: nothing listens there. */
export interface Death {
  readonly name: 'from the start' | 'after health' | 'refused';
  readonly title: string;
  readonly clients: readonly DeadClientName[];
}

export interface Offer {
  readonly callsPerSecond: number;
  /** The time before its death, if it was ever alive. */
  readonly healthySeconds: number;
  readonly deadSeconds: number;
}

/** Calls, and the attempts made for them. */
export interface Load {
  readonly calls: number;
  readonly attempts: number;
  /** p99 of the time until a call has ended; null if there was none. */
  readonly p99Ms: number | null;
}

export interface DeadResult {
  readonly name: DeadClientName;
  readonly label: string;
  readonly healthy: Load;
  /** From its death until the breaker opened, or until the end. */
  readonly before: Load;
  /** Calls in the 10 s before the breaker opened, including healthy ones: a retry budget counts these. */
  readonly budgetWindow: Load;
  /** Calls since it opened; null if it never did. */
  readonly after: Load | null;
  readonly secondsToOpen: number | null;
}

export interface DeathResult {
  readonly death: Death['name'];
  readonly title: string;
  readonly offer: Offer;
  readonly results: readonly DeadResult[];
}

const all = deadClientKinds.map(({ name }) => name);

export const deaths: readonly Death[] = [
  { name: 'from the start', title: 'Dead from the start, answers 503', clients: all },
  { name: 'after health', title: 'Healthy for a while, then answers 503', clients: all },
  { name: 'refused', title: 'Dead from the start, refuses connections', clients: all },
];

const tickMs = 5;
const budgetWindowMs = 10_000;

/**
 * Makes calls at a steady rate, whatever their results. All clients run concurrently, because each is mostly
 * idle.
 */
export async function offerToTheDead(
  { name, title, clients }: Death,
  offer: Offer,
  callee: Callee,
  signal: AbortSignal,
): Promise<DeathResult> {
  const offered = { ...offer, healthySeconds: name === 'after health' ? offer.healthySeconds : 0 };
  const url = name === 'refused' ? `http://127.0.0.1:${await freePort()}` : callee.url;
  const kinds = deadClientKinds.filter((kind) => clients.includes(kind.name));
  const results = await Promise.all(
    kinds.map(async (kind) => {
      const word = `${kind.name}-${name.replaceAll(' ', '-')}`;
      const { journal, result } = await offerTo(kind, url, word, offered, signal);
      if (name !== 'refused') await assertAllArrived(word, journal, callee);
      return result;
    }),
  );
  return { death: name, title, offer: offered, results };
}

async function offerTo(
  { name, label, open }: DeadClientKind,
  url: string,
  word: string,
  { callsPerSecond, healthySeconds, deadSeconds }: Offer,
  signal: AbortSignal,
): Promise<{ journal: Journal; result: DeadResult }> {
  const journal = new Journal();
  const stopNoting = noteRequests(word, journal);
  const client = open(url, journal);
  const healthyCalls = callsPerSecond * healthySeconds;
  const allCalls = healthyCalls + callsPerSecond * deadSeconds;
  const begun = performance.now();
  let diesAt = Infinity;
  const inProgress: Promise<void>[] = [];
  while (inProgress.length < allCalls) {
    const due = Math.min(allCalls, ((performance.now() - begun) / 1_000) * callsPerSecond);
    while (inProgress.length < due) {
      const isDead = inProgress.length >= healthyCalls;
      if (isDead) diesAt = Math.min(diesAt, performance.now());
      inProgress.push(call(client, `/${isDead ? 503 : 200}/${word}`, journal));
    }
    await sleep(tickMs, undefined, { signal });
  }
  const endedAt = performance.now();
  await Promise.all(inProgress);
  await client.close();
  stopNoting();
  const opened = journal.openedAt ?? Infinity;
  const load = (from: number, to: number): Load => {
    const { calls, attempts, p99Ms } = journal.of({ from, to });
    return { calls, attempts, p99Ms: calls > 0 ? p99Ms : null };
  };
  const result: DeadResult = {
    name,
    label,
    healthy: load(begun, diesAt),
    before: load(diesAt, opened),
    budgetWindow: load(Math.min(opened, endedAt) - budgetWindowMs, opened),
    after: opened < Infinity ? load(opened, Infinity) : null,
    secondsToOpen: opened < Infinity ? (opened - diesAt) / 1_000 : null,
  };
  return { journal, result };
}

/** Calls are expected to fail; their duration and requests are recorded. */
async function call(client: DeadClient, path: string, journal: Journal): Promise<void> {
  const at = performance.now();
  await client.get(path).catch(() => undefined);
  journal.callEnded(at, performance.now() - at);
}

/** @throws Error if the server counted another number of requests than the client recorded. */
async function assertAllArrived(word: string, { attemptsInAll }: Journal, callee: Callee): Promise<void> {
  const arrived = (await callee.counts())[word] ?? 0;
  if (arrived !== attemptsInAll)
    throw new Error(`${word}: ${attemptsInAll} attempts were written down, ${arrived} arrived`);
}
