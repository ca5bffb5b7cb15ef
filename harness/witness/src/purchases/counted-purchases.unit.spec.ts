import { describe, expect, it } from '@jest/globals';
import { type Commit } from '../history/commit.ts';
import { counted, history, insert, remove, validSteps } from '../history/rules/history.fixture.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { against, aLedger } from '../invariants/evidence.fixture.ts';
import { purchasesCorrupted } from './corrupted-purchases.fixture.ts';

const judged = (commits: readonly Commit[], over: Partial<Evidence> = {}): string =>
  against(33, aLedger(), { history: commits, ...over });

describe('33: purchases', () => {
  it('hold if each paid order counts once', () => {
    expect(judged(history(...validSteps))).toBe('');
  });

  it.each(purchasesCorrupted)('are contradicted by %s', (_what, steps, says) => {
    expect(judged(history(...steps))).toContain(says);
  });

  it('may wait in a dead letter, or where nothing came to rest', () => {
    const open = history(...validSteps.slice(0, -1));
    const deadLetters = [{ queue: 'recommendations', id: 'msg_1', name: 'order-paid', reason: 'poison' }];
    expect(against(33, aLedger({ deadLetters }), { history: open })).toBe('');
    expect(judged(open, { quietAt: undefined })).toBe('');
  });

  it('are not expected of messages that the scenario makes up', () => {
    const scenario = { name: 'forged', madeUpPurchases: 1 };
    const [, ...changes] = counted;
    expect(judged(history(['recommendations', ...changes]), { scenario })).toBe('');
    expect(judged(history(...validSteps), { scenario })).toContain('0 instead of 1');
  });

  it('are not judged where the suite changes them itself', () => {
    const own = history(['recommendations', insert('purchase', { product_id: 'prod_bell', count: 1 })]);
    expect(judged(own.map((commit) => ({ ...commit, isOfSuite: true })))).toBe('');
  });
});

describe('25: counts', () => {
  it('never shrink, and stay', () => {
    const gone = remove('customer_product', { customer_id: 'cus_ada', product_id: 'prod_tea' });
    expect(against(25, aLedger(), { history: history(['recommendations', gone]) })).toContain(
      'a row was deleted',
    );
  });
});
