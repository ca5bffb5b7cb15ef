import { describe, expect, it } from '@jest/globals';
import { Problem } from '@holdfast/service-defaults';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type PermanentKey } from '../operation/operation.ts';
import { explainConstraint, rebuild } from './permanent-key.ts';

const response = { status: 201, headers: {}, body: '{"orderId":"ord_1"}' };
const request = { keyHash: 'k', fingerprint: Buffer.from('ten teas') } as IdempotentRequest;
const storedFor = (sent?: string): PermanentKey => ({
  constraint: 'orders_key_hash_key',
  findByKey: () =>
    Promise.resolve(sent === undefined ? undefined : { fingerprint: Buffer.from(sent), response }),
});

describe('rebuild', () => {
  it.each([
    ['the same request', storedFor('ten teas'), { kind: 'rebuilt', response }],
    ['another request', storedFor('two teas'), { kind: 'reused' }],
    ['none', storedFor(), undefined],
    ['no table', undefined, undefined],
  ])('compares the request with the one of the row: %s', async (_, permanentKey, expected) => {
    expect(await rebuild(permanentKey, request)).toEqual(expected);
  });
});

describe('explainConstraint', () => {
  const taken = new Problem({ status: 409, code: 'taken', title: 'Taken' }, 'It is taken.');
  const refusals = { seat_taken: () => taken };
  const violated = (constraint: string, code = '23505'): Error =>
    Object.assign(new Error(), { code, constraint });
  const explain = (error: unknown, permanentKey = storedFor('ten teas')) =>
    explainConstraint(error, request, { permanentKey, refusals });

  it('rebuilds the response of a key that the row already has', async () => {
    expect(await explain(violated('orders_key_hash_key'))).toEqual({
      kind: 'rebuilt',
      claim: { kind: 'rebuilt', response },
    });
  });

  it('refuses as the operation declares', async () => {
    expect(await explain(violated('seat_taken', '23P01'))).toEqual({ kind: 'refused', problem: taken });
  });

  it.each([
    ['a constraint that the operation does not declare', violated('other')],
    ['an error of another class', violated('seat_taken', '40001')],
    ['a violation without a name', Object.assign(new Error(), { code: '23505' })],
  ])('throws %s', async (_, error) => {
    await expect(explain(error)).rejects.toBe(error);
  });

  it('throws the violation if the row of the key is gone again', async () => {
    const error = violated('orders_key_hash_key');
    await expect(explain(error, storedFor())).rejects.toBe(error);
  });
});
