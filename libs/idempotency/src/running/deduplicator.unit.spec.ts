import { describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { metrics } from '@holdfast/service-defaults';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type ClaimResult } from '../store/claim.ts';
import { Deduplicator } from './deduplicator.ts';
import { type RequestResult } from './request-result.ts';

const aMinute = 60_000;

/** Has all keys until it finishes. */
class OtherProcess {
  private hasFinished = false;

  readonly claim = (report: (claim: ClaimResult) => void): Promise<RequestResult> => {
    if (this.hasFinished)
      return Promise.resolve({ kind: 'replay', response: { status: 201, headers: {}, body: '{}' } });
    report({ kind: 'in_flight' });
    return Promise.resolve({ kind: 'in_flight' });
  };

  finish(): void {
    this.hasFinished = true;
  }
}

const aRequest = (key: number): IdempotentRequest => ({
  keyHash: `key-${key}`,
  caller: 'shop',
  fingerprint: Buffer.from('same'),
  keyTime: undefined,
  path: '/orders',
  waitMs: aMinute,
});

const areWaiting = (count: number): Promise<void> =>
  eventually(async () => {
    const gauge = await metrics.getSingleMetric('idempotency_process_requests')?.get();
    expect(gauge?.values.find(({ labels }) => labels['state'] === 'waiting')?.value).toBe(count);
  });

describe('duplicates that wait for another process', () => {
  it('are at most 8 per key and 200 in all; one more does not wait', async () => {
    const other = new OtherProcess();
    const deduplicator = new Deduplicator(aMinute);
    const duplicates = (key: number, count: number) =>
      Array.from({ length: count }, () => deduplicator.resolve(aRequest(key), 'place-order', other.claim));
    const sentAway = [{ result: { kind: 'in_flight' }, hasWaited: false }];

    const waiting = duplicates(0, 8);
    await areWaiting(8);
    expect(await Promise.all(duplicates(0, 1))).toEqual(sentAway);
    for (let key = 1; key < 25; key += 1) waiting.push(...duplicates(key, 8));
    await areWaiting(200);
    expect(await Promise.all(duplicates(25, 1))).toEqual(sentAway);

    other.finish();
    const results = await Promise.all(waiting);
    expect(new Set(results.map(({ result, hasWaited }) => `${result.kind} ${hasWaited}`))).toEqual(
      new Set(['replay true']),
    );
    await areWaiting(0);
  });
});
