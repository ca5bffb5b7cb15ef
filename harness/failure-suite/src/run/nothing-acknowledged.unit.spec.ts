import { describe, expect, it } from '@jest/globals';
import { type Scenario } from '../scenario/scenario.ts';
import { probeName } from '../system/customers.ts';
import { type CustomerResponse } from '@holdfast/witness';
import { nothingAcknowledged } from './nothing-acknowledged.ts';

const response = (over: Partial<CustomerResponse>): CustomerResponse => ({
  shopper: probeName,
  startedAt: 0,
  endedAt: 1,
  method: 'POST',
  path: '/checkouts',
  key: 'probe-1',
  sent: null,
  deadlineMs: null,
  status: 201,
  headers: {},
  text: '',
  failure: null,
  ...over,
});

const said = (responses: CustomerResponse[], orders: number, asked = 0): readonly string[] =>
  nothingAcknowledged(
    {} as Scenario,
    { responses, asked },
    {
      orders: Array.from({ length: orders }, () => ({})),
    },
  );

const lost = response({ shopper: 'Ada', key: 'ada', status: 0 });

describe('a scenario', () => {
  it('is void if only the probe placed orders', () => {
    expect(said([lost, response({})], 1)).toEqual(['No request was acknowledged.']);
    expect(said([], 0)).toEqual(['No request was acknowledged.']);
  });

  it('counts if a customer or an `ask` got a response', () => {
    expect(said([response({ shopper: 'Ada', status: 202 })], 1)).toEqual([]);
    expect(said([], 0, 1)).toEqual([]);
  });

  it('counts if there are more orders than the probe placed, however often it retried', () => {
    const question = response({ method: 'GET', path: '/recommendations', key: null, status: 200 });
    const pending = response({ status: 202 });
    expect(said([lost, question, question, pending, response({})], 2)).toEqual([]);
  });
});
