import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { refusalOf } from './config.fixture.ts';
import { readConfig } from './config.ts';
import { timings, timingsIn } from './timings.ts';

const ms = z.coerce.number().int().min(10);
const schema = z.object({
  LIMIT: ms.default(30),
  ...timings({ LEASE_MS: ms.default(5_000), OPEN_MS: ms.optional() }),
});
const harness = globalThis as { [name: symbol]: unknown };
const chosen = Symbol.for('holdfast.timings');

describe('timings', () => {
  beforeEach(() => {
    harness[chosen] = undefined;
  });
  afterEach(() => {
    harness[chosen] = true;
  });

  it('have the defaults of the schema', () => {
    expect([...timingsIn(schema)]).toEqual(['LEASE_MS', 'OPEN_MS']);
    expect(readConfig('shop', schema, { LIMIT: '40' })).toEqual({ LIMIT: 40, LEASE_MS: 5_000 });
  });

  it('are refused in the environment, together with what else is wrong', () => {
    expect(refusalOf(schema, { LIMIT: 'many', LEASE_MS: '10', OPEN_MS: '20' })).toMatch(
      /3 invalid setting\(s\):\n {2}LIMIT: .+\n {2}LEASE_MS: is not a setting.+\n {2}OPEN_MS: is not a setting/,
    );
  });

  it('are ignored if empty, as any setting', () => {
    expect(readConfig('shop', schema, { LEASE_MS: ' ' }).LEASE_MS).toBe(5_000);
  });

  it('come from the environment in a process that a harness has prepared', () => {
    harness[chosen] = true;
    expect(readConfig('shop', schema, { LEASE_MS: '10', OPEN_MS: '20' })).toMatchObject({
      LEASE_MS: 10,
      OPEN_MS: 20,
    });
    expect(refusalOf(schema, { LEASE_MS: '1' })).toContain('LEASE_MS: Too small');
  });
});
