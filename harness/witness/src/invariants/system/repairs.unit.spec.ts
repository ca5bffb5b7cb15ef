import { describe, expect, it } from '@jest/globals';
import { type Commit } from '../../history/commit.ts';
import { aKeyRow, history, insert } from '../../history/rules/history.fixture.ts';
import { against, aLedger, broken } from '../evidence.fixture.ts';

const repaired = (kind: string): Commit[] =>
  history(
    ['payments', insert('reconciliation_repair', { kind, found: 'dp_1 has no record' })],
    ['checkout', insert('idempotency_key', aKeyRow())],
    ['payments', insert('idempotency_key', aKeyRow())],
  );
const withRepair = { history: repaired('dispute_without_record'), repairsCounted: 1 };

describe('31: repairs', () => {
  it('are contradicted by one that the scenario does not leave to reconciliation', () => {
    const by = 'payments repaired dispute_without_record at 16:00:00.205: dp_1 has no record';
    expect(against(31, aLedger(), withRepair)).toBe(by);
    const scenario = { name: 's', repairs: ['charge_without_payment'] };
    expect(against(31, aLedger(), { ...withRepair, scenario })).toBe(by);
  });

  it('hold for one that the scenario leaves to it', () => {
    const scenario = { name: 's', repairs: ['dispute_without_record'] };
    expect(broken(aLedger(), { ...withRepair, scenario })).toEqual([]);
  });

  it('hold if a killed process has forgotten what it counted', () => {
    const scenario = { name: 's', repairs: ['dispute_without_record'] };
    expect(broken(aLedger(), { ...withRepair, scenario, repairsCounted: 0 })).toEqual([]);
  });

  it('are contradicted by one that is counted but not recorded', () => {
    expect(against(31, aLedger(), { repairsCounted: 1, history: [] })).toBe(
      'the services count 1 repairs, but recorded 0',
    );
  });

  it('are contradicted by a difference left on purpose that is not found', () => {
    const scenario = { name: 's', differences: ['event_payment_mismatch'] };
    expect(against(31, aLedger(), { history: [], scenario, differences: [] })).toBe(
      'reconciliation does not see the difference event_payment_mismatch',
    );
  });
});
