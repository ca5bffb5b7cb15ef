import { describe, expect, it } from '@jest/globals';
import { type ApiResponse } from '../http/api-response.ts';
import { type ClientOperation } from '../operation.ts';
import { nextStep } from './next-step.ts';

const operation: ClientOperation<{ kind: 'made' }> = {
  name: 'n',
  path: '/things',
  body: {},
  recognize: ({ status, json }) =>
    status === 201 && json === 'made' ? { result: { kind: 'made' }, state: 'succeeded' } : undefined,
  conclusiveRefusals: ['sold_out'],
  retriesWithoutEffect: ['closed_for_lunch'],
};

const received = (status: number, code?: string, json?: unknown): ApiResponse => ({
  status,
  json,
  problem: code === undefined ? undefined : { code, status },
  isReplay: false,
  retryAfterMs: undefined,
  serverNow: undefined,
});

describe('nextStep', () => {
  it.each(['network', 'timeout'] as const)('retries after no response (%s)', (noResponse) => {
    expect(nextStep({ noResponse, cause: undefined }, operation)).toEqual({
      kind: 'uncertain',
      reason: noResponse,
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
  ])('retries after %d %s, which may have run', (status, code) => {
    expect(nextStep(received(status, code), operation)).toMatchObject({
      reason: 'busy',
      isRetried: true,
      mayHaveRun: true,
    });
  });

  it.each([
    [429, 'too_many_attempts'],
    [503, 'closed_for_lunch'],
  ])('retries after %d %s, which has not run', (status, code) => {
    expect(nextStep(received(status, code), operation)).toMatchObject({
      reason: 'busy',
      isRetried: true,
      mayHaveRun: false,
    });
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
  ])('ends with the refusal %d %s, which covers its own request only', (status, code) => {
    expect(nextStep(received(status, code), operation)).toMatchObject({
      kind: 'refused',
      isConclusive: false,
    });
  });

  it('ends with a refusal of the operation, which covers the key', () => {
    expect(nextStep(received(409, 'sold_out'), operation)).toMatchObject({
      kind: 'refused',
      isConclusive: true,
    });
  });

  it.each([
    [422, 'idempotency_key_reused', 'conflict'],
    [412, 'idempotency_key_expired', 'expired'],
  ])('recognizes %d %s', (status, code, kind) => {
    expect(nextStep(received(status, code), operation).kind).toBe(kind);
  });

  it('recognizes what the route recognizes', () => {
    expect(nextStep(received(201, undefined, 'made'), operation).kind).toBe('recognized');
  });

  it.each([200, 201, 204])('retries a success (%d) that is not the route’s own', (status) => {
    const next = { kind: 'uncertain', reason: 'untrusted', isRetried: true, mayHaveRun: true };
    expect(nextStep(received(status, undefined, 'other'), operation)).toEqual(next);
  });

  it.each([0, 301, 307, 400, 403, 404, 409, 412, 422])(
    'neither believes nor repeats %d without a problem document',
    (status) => {
      const next = { kind: 'uncertain', reason: 'untrusted', isRetried: false, mayHaveRun: true };
      expect(nextStep(received(status), operation)).toEqual(next);
    },
  );
});
