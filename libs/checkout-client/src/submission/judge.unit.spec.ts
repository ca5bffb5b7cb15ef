import { describe, expect, it } from '@jest/globals';
import { type Answer } from '../http/answer.ts';
import { type Operation } from '../operation.ts';
import { judge } from './judge.ts';

const operation: Operation<{ kind: 'made' }> = {
  name: 'n',
  path: '/things',
  body: {},
  recognise: ({ status, json }) =>
    status === 201 && json === 'made' ? { result: { kind: 'made' }, state: 'succeeded' } : undefined,
  conclusiveRefusals: ['sold_out'],
};

const came = (status: number, code?: string, json?: unknown): Answer => ({
  status,
  json,
  problem: code === undefined ? undefined : { code, status },
  isReplay: false,
  retryAfterMs: undefined,
  serverNow: undefined,
});

describe('judge', () => {
  it.each(['network', 'timeout'] as const)('sends again after no answer (%s)', (noAnswer) => {
    expect(judge({ noAnswer, cause: undefined }, operation)).toEqual({
      kind: 'uncertain',
      reason: noAnswer,
      isRetried: true,
      mayHaveRun: true,
    });
  });

  it.each([
    [408, undefined],
    [409, 'idempotency_in_flight'],
    [500, 'internal_error'],
    [502, undefined],
    [503, 'service_unavailable'],
    [504, 'deadline_exceeded'],
    [599, undefined],
  ])('sends again after %d %s, which may have run', (status, code) => {
    expect(judge(came(status, code), operation)).toMatchObject({
      reason: 'busy',
      isRetried: true,
      mayHaveRun: true,
    });
  });

  it('sends again after 429, which has not run', () => {
    expect(judge(came(429), operation)).toMatchObject({ reason: 'busy', isRetried: true, mayHaveRun: false });
  });

  it.each([
    [409, 'price_changed'],
    [400, 'validation_failed'],
    [400, 'idempotency_key_missing'],
    [401, 'unauthorized'],
    [404, 'not_found'],
    [413, 'body_too_large'],
    [418, 'teapot'],
    [422, 'product_unknown'],
  ])('ends with the refusal %d %s, which speaks for its own request only', (status, code) => {
    expect(judge(came(status, code), operation)).toMatchObject({ kind: 'refused', isConclusive: false });
  });

  it('ends with a refusal of the operation, which speaks for the key', () => {
    expect(judge(came(409, 'sold_out'), operation)).toMatchObject({ kind: 'refused', isConclusive: true });
  });

  it.each([
    [422, 'idempotency_key_reused', 'conflict'],
    [412, 'idempotency_key_expired', 'expired'],
  ])('knows %d %s', (status, code, kind) => {
    expect(judge(came(status, code), operation).kind).toBe(kind);
  });

  it('recognises what the route says it is', () => {
    expect(judge(came(201, undefined, 'made'), operation).kind).toBe('recognised');
  });

  it.each([200, 201, 204])('asks again for a success (%d) that is not the route’s own', (status) => {
    const verdict = { kind: 'uncertain', reason: 'untrusted', isRetried: true, mayHaveRun: true };
    expect(judge(came(status, undefined, 'other'), operation)).toEqual(verdict);
  });

  it.each([0, 301, 307, 400, 403, 404, 409, 412, 422])(
    'neither believes nor repeats %d without a problem document',
    (status) => {
      const verdict = { kind: 'uncertain', reason: 'untrusted', isRetried: false, mayHaveRun: true };
      expect(judge(came(status), operation)).toEqual(verdict);
    },
  );
});
