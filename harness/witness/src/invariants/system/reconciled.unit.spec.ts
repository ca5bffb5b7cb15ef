import { describe, expect, it } from '@jest/globals';
import { against, aLedger, broken } from '../evidence.fixture.ts';

const difference = { kind: 'charge_without_payment', state: 'recent', found: 'ch_1 has no payment' };

describe('24: reconciled', () => {
  it('is contradicted by any difference at rest, however recent', () => {
    expect(against(24, aLedger(), { differences: [difference] })).toBe(
      'charge_without_payment (recent): ch_1 has no payment',
    );
  });

  it('holds without differences, without a comparison, and for those that a scenario leaves on purpose', () => {
    const scenario = { name: 's', differences: [difference.kind] };
    for (const over of [{ differences: [] }, {}, { differences: [difference], scenario }])
      expect(broken(aLedger(), over)).toEqual([]);
  });
});
