import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type EquivalentMutant, equivalentMutants, reasonFor } from './equivalent-mutants.ts';
import { moneyFiles } from './money-code.ts';

const root = path.resolve(import.meta.dirname, '../../../../..');

describe('the listed equivalent mutants', () => {
  const files = moneyFiles(root);

  it('are in mutated files that still have their line, and give a reason', () => {
    for (const { file, line, original, reason } of equivalentMutants()) {
      expect(files).toContain(file);
      const text = readFileSync(path.join(root, file), 'utf8');
      expect(text).toContain(line);
      expect(text).toContain(original);
      expect(reason).toMatch(/\S+ \S+/);
    }
  });

  it('excuse one change of one line only', () => {
    const listed: EquivalentMutant = {
      file: 'a.ts',
      line: 'if (isFast)',
      kind: 'BooleanLiteral',
      original: 'true',
      replacement: 'false',
      reason: 'Only faster.',
    };
    const { file, kind, original, replacement } = listed;
    const mutant = { id: '1', file, line: 3, column: 1, kind, original, replacement };
    expect(reasonFor(mutant, [listed], () => '  if (isFast) return;')).toBe('Only faster.');
    expect(reasonFor(mutant, [listed], () => '  if (isSafe) return;')).toBeUndefined();
    expect(reasonFor({ ...mutant, replacement: 'x' }, [listed], () => '  if (isFast)')).toBeUndefined();
  });
});

describe('moneyFiles', () => {
  it('has the writes of orders, payments, refunds, keys, messages and emails, and no specs', () => {
    const files = moneyFiles(root);
    expect(files).toEqual(
      expect.arrayContaining([
        'apps/checkout/src/order/order.writes.ts',
        'apps/email/src/ledger/ledger.statements.ts',
        'apps/payments/src/payment/payment.writes.ts',
        'apps/payments/src/stripe-webhook/stripe-webhook.handler.ts',
        'libs/idempotency/src/store/claim-or-take-over.ts',
        'libs/messaging/src/inbox.ts',
        'libs/messaging/src/outbox-rows.ts',
      ]),
    );
    expect(files.filter((file) => /\.(spec|metrics|errors)\.ts$/.test(file))).toEqual([]);
  });
});
