import { describe, expect, it } from '@jest/globals';
import { readSeededBug, UnclearPatch } from './seeded-bug.ts';

const text = (turnsRed: string): string => `Breaks: Charges twice, now and then.
Scenarios: lost-response, late-response
Turns red: ${turnsRed}

--- a/x.ts
+++ b/x.ts
@@ -1 +1 @@
-a
+b
`;

describe('readSeededBug', () => {
  it('reads the three fields of the header', () => {
    expect(
      readSeededBug('01-x', text('invariant 1; "charged twice; or more"'.replace('; or', ', or'))),
    ).toEqual({
      name: '01-x',
      patch: '--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-a\n+b\n',
      breaks: 'Charges twice, now and then.',
      scenarios: ['lost-response', 'late-response'],
      boxes: [],
      signs: [
        { kind: 'invariant', number: 1 },
        { kind: 'assertion', says: 'charged twice, or more' },
      ],
    });
  });

  it('reads the boxes whose claims it breaks', () => {
    const named = text('invariant 1').replace('Turns', 'Boxes: checkout.retry, payment.retry\nTurns');
    expect(readSeededBug('01-x', named).boxes).toEqual(['checkout.retry', 'payment.retry']);
    expect(() => readSeededBug('01-x', named.replace('payment.', 'money.'))).toThrow(
      '01-x.patch: money.retry is not a box of the checklist',
    );
  });

  it.each(['invariant 0', 'invariant 99', 'the first', '""'])('refuses %s as a sign', (sign) => {
    expect(() => readSeededBug('01-x', text(sign))).toThrow(UnclearPatch);
  });

  it('refuses a patch without a header, and names it', () => {
    expect(() => readSeededBug('01-x', '--- a/x.ts\n')).toThrow(
      '01-x.patch: its header has no line "Breaks: …"',
    );
  });
});
