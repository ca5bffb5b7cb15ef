import { pause } from '@holdfast/witness';
import { type System } from '../system/system.ts';

const gauges: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^http_server_in_flight_requests\{[^}]*\} (\d+)/gm, 'requests in progress'],
  [/^resilience_bulkhead_in_use\{[^}]*\} (\d+)/gm, 'calls in progress'],
  [/^postgres_pool_connections\{[^}]*state="in_use"[^}]*\} (\d+)/gm, 'connections in use'],
  [/^postgres_pool_connections\{[^}]*state="waiting"[^}]*\} (\d+)/gm, 'waiting for a connection'],
];

/** What a page of `/metrics` shows as held: `connections in use: 2`. */
export function heldIn(page: string): string[] {
  return gauges.flatMap(([pattern, what]) => {
    const count = [...page.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
    return count === 0 ? [] : [`${what}: ${count}`];
  });
}

/** Background statements take a connection for some milliseconds. */
const readings = 10;
const pauseMs = 100;

/** What each service holds in every one of ten readings within a second. Reads once if it holds nothing. */
export async function heldAtRest(
  system: Pick<System, 'ask'>,
  processes: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const held = await Promise.all(
    processes.map(async (name) => {
      let least: readonly string[] = [];
      for (let reading = 0; reading < readings; reading += 1) {
        const { text } = await system.ask(name, '/metrics', { signal });
        least = heldIn(text);
        if (least.length === 0) return [];
        await pause(pauseMs, signal);
      }
      return least.map((what) => `${name} has ${what}`);
    }),
  );
  return held.flat();
}
