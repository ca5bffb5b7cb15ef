import { now, pause } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { missingGauges } from './required-gauges.ts';

const gauges: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^http_server_in_flight_requests\{[^}]*\} (\d+)/gm, 'requests in progress'],
  [/^resilience_bulkhead_in_use\{[^}]*\} (\d+)/gm, 'calls in progress'],
  [/^idempotency_process_requests\{[^}]*state="active"[^}]*\} (\d+)/gm, 'requests that work on a key'],
  [/^idempotency_process_requests\{[^}]*state="waiting"[^}]*\} (\d+)/gm, 'requests that wait for another'],
  [/^postgres_pool_connections\{[^}]*state="in_use"[^}]*\} (\d+)/gm, 'connections in use'],
  [/^postgres_pool_connections\{[^}]*state="waiting"[^}]*\} (\d+)/gm, 'waiting for a connection'],
  [/^resilience_cache_writes_in_progress\{[^}]*\} (\d+)/gm, 'cache writes in progress'],
  [/^checkout_payments_refused\{[^}]*\} (\d+)/gm, 'orders refused because payments cannot charge'],
  [
    /^payments_refused_by_provider\{[^}]*\} (\d+)/gm,
    'charges held back because the provider rejects the shop',
  ],
];

/**
 * The gauges of a page of `/metrics` that are not zero: `connections in use: 2`.
 * @throws Error for any other page, on which nothing would ever be held
 */
export function heldIn(page: string): string[] {
  if (!page.includes('http_server_in_flight_requests{')) throw new Error('the page of metrics has no gauges');
  const sumOf = (pattern: RegExp): number =>
    [...page.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
  const gone = sumOf(connections('counted')) - sumOf(connections('open'));
  return [
    ...gauges.map(([pattern, what]) => [what, sumOf(pattern)] as const),
    ['closed connections that still count', Math.max(0, gone)] as const,
  ].flatMap(([what, count]) => (count === 0 ? [] : [`${what}: ${count}`]));
}

const connections = (state: string): RegExp =>
  new RegExp(`^http_server_connections\\{[^}]*state="${state}"[^}]*\\} (\\d+)`, 'gm');

/**
 * Background statements take a connection for some milliseconds. One whose response was lost keeps it until
 * the service gives up: 6 s by default, 3 s with the timings of the suite.
 */
const usualPatienceMs = 7_000;
const pauseMs = 100;

/**
 * Lists the gauges that are still not zero after `patienceMs`, by default 7 s, by process. Returns as soon as
 * all are zero.
 * @throws Error if a process does not have the gauges of its service
 */
export async function heldAtRest(
  system: Pick<System, 'ask'>,
  processes: readonly string[],
  signal: AbortSignal,
  patienceMs = usualPatienceMs,
): Promise<readonly string[]> {
  const held = await Promise.all(
    processes.map(async (name) => {
      const giveUpAt = now() + patienceMs;
      for (;;) {
        const { status, text } = await system.ask(name, '/metrics', { signal });
        // A service of another shop may have no metrics.
        if (status === 404) return [];
        const held = heldIn(text);
        const [missing] = missingGauges(name, text);
        if (missing !== undefined) throw new Error(`${name} has no gauge ${missing}`);
        if (held.length === 0 || now() > giveUpAt) return held.map((what) => `${name} has ${what}`);
        await pause(pauseMs, signal);
      }
    }),
  );
  return held.flat();
}

/** Processes open some of theirs only when they need them. */
const mostOpenedLate = 8;

/** A leak: Redis still has many more connections than before the scenario, after `patienceMs`. */
export async function moreConnections(
  count: () => Promise<number>,
  before: number,
  signal: AbortSignal,
  patienceMs = usualPatienceMs,
): Promise<readonly string[]> {
  const giveUpAt = now() + patienceMs;
  for (;;) {
    const more = (await count()) - before;
    if (more <= mostOpenedLate) return [];
    if (now() > giveUpAt) return [`redis has more connections than before: ${more}`];
    await pause(pauseMs, signal);
  }
}
