import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compareLedgers, type LedgersOf } from './compare-ledgers.ts';

interface Response {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: object;
}

const refused = (seconds?: number): Response => ({
  status: 503,
  headers: seconds === undefined ? {} : { 'retry-after': `${seconds}` },
  body: { code: 'ledger_unreadable' },
});
const difference = { kind: 'charge_missing', state: 'found' };
const total = { ledger: 'stripe', what: 'charged', currency: 'usd', count: 1, amountMinor: 4200 };
const page = (next: string | null): Response => ({
  status: 200,
  body: { checked: [total], recent: [], differences: next === null ? [difference] : [], next },
});

describe('the comparison of ledgers at rest', () => {
  const checkout = http.createServer((request, response) => {
    let sent = '';
    request.on('data', (chunk: Buffer) => (sent += chunk.toString()));
    request.on('end', () => {
      const { status, headers, body } = responses.shift() ?? refused();
      asked.push({ at: performance.now(), after: (JSON.parse(sent) as { after?: string }).after });
      response.writeHead(status, headers).end(JSON.stringify(body));
    });
  });
  let responses: Response[];
  let asked: { readonly at: number; readonly after: string | undefined }[];
  let system: LedgersOf;

  beforeEach(async () => {
    asked = [];
    await new Promise<void>((resolve) => checkout.listen(0, '127.0.0.1', resolve));
    system = {
      address: () => `http://127.0.0.1:${(checkout.address() as AddressInfo).port}`,
      secrets: { operatorKey: 'operator' } as LedgersOf['secrets'],
      signal: new AbortController().signal,
      startedAt: 0,
      simulator: { isAhead: false },
    };
  });
  afterEach(() => {
    checkout.closeAllConnections();
    checkout.close();
  });

  it('asks for a page again after the pause that checkout asks for', async () => {
    responses = [page('b'), refused(1), page(null)];
    expect(await compareLedgers(system)).toEqual({
      differences: [difference],
      totals: [total, total],
    });
    expect(asked.map(({ after }) => after)).toEqual([undefined, 'b', 'b']);
    const [, sentAway, again] = asked.map(({ at }) => at);
    expect(Number(again) - Number(sentAway)).toBeGreaterThanOrEqual(999);
  });

  it.each([
    ['without a time to come back', refused()],
    ['for longer than it may take', refused(10)],
    ['as an error', { status: 500, headers: { 'retry-after': '1' }, body: { code: 'internal' } }],
  ])('fails with what checkout said when it refuses %s', async (_case, response) => {
    responses = [response];
    await expect(compareLedgers(system)).rejects.toThrow(JSON.stringify(response.body));
    expect(asked.length).toBe(1);
  });
});
