import { describe, expect, it } from '@jest/globals';
import { type LedgerEmail } from './email-ledger.ts';
import { givenUpText, nextStep, refusal } from './text.ts';

const now = new Date('2026-11-25T12:00:00Z');

const anEmail = (over: Partial<LedgerEmail> = {}): LedgerEmail => ({
  emailId: 'eml_1',
  orderId: 'ord_1',
  kind: 'refund',
  to: 'ada@example.com',
  state: 'held',
  messageId: '<refund.1@shop.example>',
  attempts: 1,
  mayBeOut: false,
  isKept: true,
  isUntrue: false,
  content: {},
  reason: null,
  createdAt: now,
  attemptedAt: null,
  dueAt: now,
  sentAt: null,
  decisions: [],
  ...over,
});

describe('nextStep', () => {
  it('names an operator only if one gave the email up, because the program withdraws emails too', () => {
    const decision = { at: now.toISOString(), by: 'ada', decision: 'give-up', why: 'lost' } as const;
    expect(nextStep(anEmail({ state: 'given-up', decisions: [decision] }), now)).toBe(
      'An operator gave it up; it will never be sent.',
    );
    const again = { ...decision, decision: 'send-again' } as const;
    for (const decisions of [[], [again]])
      expect(nextStep(anEmail({ state: 'given-up', decisions }), now)).toBe(
        'Given up: it will never be sent.',
      );
  });

  it.each([
    [{}, '--send-again|--sent|--give-up'],
    [{ isKept: false }, 'eml_1 --sent|--give-up'],
    [{ isUntrue: true }, 'eml_1 --sent|--give-up'],
  ])('offers to send a held email again only if that is possible: %j', (over, command) => {
    expect(nextStep(anEmail(over), now)).toContain(command);
  });
});

describe('refusal', () => {
  it('says why an email cannot be sent again', () => {
    const again = (over: Partial<LedgerEmail>) => refusal('eml_1', 'send-again', anEmail(over));
    expect(again({ isUntrue: true })).toMatch(/a later email made it untrue.*Use --sent or --give-up\./);
    expect(again({ isUntrue: true, state: 'queued' })).toContain('Use --give-up.');
    expect(again({ isUntrue: true, state: 'queued', mayBeOut: true })).toContain('--sent or --give-up.');
    expect(again({ isKept: false })).toContain('no longer stored');
    expect(again({ state: 'given-up' })).toBe('eml_1: given up, so there is nothing to decide.');
  });

  it('says why an email cannot be recorded as sent', () => {
    expect(refusal('eml_1', 'sent', anEmail({ state: 'queued' }))).toBe(
      'eml_1: queued, and no attempt can have sent it. Use --send-again or --give-up.',
    );
  });
});

describe('givenUpText', () => {
  it('lists the emails without personal data', () => {
    const text = givenUpText([anEmail(), anEmail({ emailId: 'eml_2', kind: 'receipt' })]);
    expect(text).toMatch(/content will be deleted:\n {2}eml_1 {2}refund for ord_1\n {2}eml_2 {2}receipt/);
    expect(text).not.toContain('ada@');
  });
});
