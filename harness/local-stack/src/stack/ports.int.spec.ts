import { expect, it } from '@jest/globals';
import { isBadPort } from '../process/free-port.ts';
import { isFreePortBase, unusablePorts } from './ports.ts';

const neverConnects = {
  dispatch(): never {
    throw new Error('The port is allowed.');
  },
} as unknown as NonNullable<RequestInit['dispatcher']>;

/** Asks `fetch` itself, which refuses a bad port before it connects. */
async function fetchRefuses(port: number): Promise<boolean> {
  const failure: unknown = await fetch(`http://127.0.0.1:${port}`, { dispatcher: neverConnects }).catch(
    (error: unknown) => error,
  );
  return (failure as TypeError & { cause: Error }).cause.message === 'bad port';
}

it('knows every port above 1023 that fetch refuses', async () => {
  // Each of 64,512 requests fails with two errors, whose stacks take most of the time.
  Error.stackTraceLimit = 0;
  const wrong: number[] = [];
  for (let port = 1_024; port <= 65_535; port += 1)
    if (isBadPort(port) !== (await fetchRefuses(port))) wrong.push(port);
  Error.stackTraceLimit = 10;
  expect(wrong).toEqual([]);
});

it('offers no base with a port that browsers block', async () => {
  expect(await isFreePortBase(10_000)).toBe(false);
});

it('names a blocked port and its purpose', async () => {
  expect(await unusablePorts([{ port: 6_000, purpose: 'storefront' }])).toContain(
    'port 6000, for storefront, is blocked by browsers: set PORT_BASE',
  );
});
