import { type ActiveFault, type LabEvent } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import {
  against,
  aLedger,
  aMail,
  anEmail,
  aResponse,
  anOrder,
  aProblem,
  aReplay,
  key,
  startedAt,
} from '../evidence.fixture.ts';
import {
  aGet,
  answered,
  aResponseWith,
  errorsCorrupted,
  pending,
  receiptsCorrupted,
  replaysCorrupted,
  responsesCorrupted,
} from './corrupted-responses.fixture.ts';

const aFault = (edge: string, kind: string): ActiveFault =>
  ({ kind, faultId: 'f1', edge, struck: 1 }) as ActiveFault;
describe('2: truthful responses', () => {
  it.each(responsesCorrupted)('is contradicted by %s', (_what, ledger, said) => {
    expect(against(2, ledger)).toContain(said);
  });

  it('holds if such an email is about an order that was not charged', () => {
    const mails = [aMail({ text: 'Nothing was charged. Order: ord_2' })];
    expect(against(2, aLedger({ mails }))).toBe('');
  });
});

describe('3: one receipt', () => {
  it.each(receiptsCorrupted)('is contradicted by %s', (_what, ledger, said) => {
    expect(against(3, ledger)).toContain(said);
  });

  it('allows an email to be held that has become untrue', () => {
    const refund = { kind: 'refund', identity: 'refund:re_1', status: 'held', message_id: '<eml_2@x>' };
    const failed = {
      kind: 'refund_failed',
      identity: 'refund_failed:re_1',
      message_id: '<eml_1@holdfast.example>',
    };
    const held = aLedger({ emails: [anEmail(), anEmail(refund)] });
    expect(against(3, held)).toContain('is held, although');
    const withdrawn = aLedger({ emails: [anEmail(), anEmail(refund), anEmail(failed)] });
    expect(against(3, withdrawn)).toBe('');
  });

  it('allows a second copy after an uncertain outcome, but not if uncertain emails are held', () => {
    const twice = aLedger({ mails: [aMail(), aMail()] });
    const lost = { faults: [aFault('email->mail', 'reset')] };
    expect(against(3, twice, lost)).toBe('');
    const settings = { email: { EMAIL_WHEN_UNCERTAIN: 'hold' } };
    expect(against(3, twice, { ...lost, scenario: { name: 's', settings } })).toContain(
      'although uncertain emails are held',
    );
  });

  it('allows a second copy, and a held email, after an attempt of half the time that it may take', () => {
    const states = [anEmail({ status: 'sending' }), anEmail({ status: 'sending' }), anEmail({ attempts: 2 })];
    const lasted = (ms: number) => ({
      patienceMs: { 'email->mail': 1_500 },
      history: states.map((after, index) => ({
        ...{ database: 'email', lsn: `${index}`, xid: index, isOfSuite: false },
        at: (index * ms) / 2,
        changes: [{ table: 'email', kind: 'update' as const, before: undefined, after }],
      })),
    });
    const twice = aLedger({ mails: [aMail(), aMail()], emails: [anEmail({ attempts: 2 })] });
    const held = aLedger({ emails: [anEmail({ status: 'held' })] });
    expect(against(3, twice, lasted(750))).toBe('');
    expect(against(3, twice, lasted(740))).toContain('although no attempt had an uncertain outcome');
    expect(against(3, held, lasted(750))).toBe('');
    expect(against(3, held, lasted(740))).toContain('is held, although');
  });
});

describe('4: the same response', () => {
  it.each(replaysCorrupted)('is contradicted by %s', (_what, ledger, said) => {
    expect(against(4, ledger)).toContain(said);
  });

  it('accepts both key spellings, white space, and responses that are not final', () => {
    const spaced = JSON.stringify(JSON.parse(aResponse().sent ?? ''), null, 2);
    const ledger = answered(
      aResponseWith(202, pending),
      aResponse({ status: 0, text: '', failure: 'reset' }),
      aProblem(409, 'idempotency_in_flight', { endedAt: startedAt + 200 }),
      aResponse(),
      aReplay({ key: `"${key}"`, sent: spaced }),
      aProblem(503, 'service_unavailable', { startedAt: startedAt + 900 }),
      aProblem(422, 'idempotency_key_reused', { startedAt: startedAt + 900, sent: '{}' }),
    );
    expect(against(4, ledger)).toBe('');
  });
});

describe('5: own responses', () => {
  const foreign = { customer: { email: 'eve@shoppers.example' }, paymentMethod: 'pm_card_visa' };

  it.each([
    [
      "another customer's address",
      answered(aResponse({ sent: JSON.stringify(foreign) })),
      'to eve@shoppers.example shows ada@',
    ],
    [
      "another customer's order",
      aLedger({ orders: [anOrder({ customer_email: 'eve@x' })] }),
      'names order ord_1 of eve@x',
    ],
    [
      'the same order for another API key',
      answered(aResponse(), aReplay({ sentHeaders: { authorization: 'Bearer b' } })),
      'different callers',
    ],
    [
      'an order other than the one in the path',
      answered(aGet(200, { orderId: 'ord_2' })),
      'shows order ord_2',
    ],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(5, ledger)).toContain(said);
  });
});

describe('8: clean errors', () => {
  it.each(errorsCorrupted)('is contradicted by %s', (_what, ledger, said) => {
    expect(against(8, ledger)).toContain(said);
  });

  it('ignores a wait while checkout was down or unreachable', () => {
    const late = answered(aResponse({ endedAt: startedAt + 5_400 }));
    const paused = (at: number) => ({
      acts: [
        { at, process: 'checkout-2', act: 'pause checkout-2' },
        { at: at + 1_000, process: 'checkout-2', act: 'resume checkout-2' },
      ],
      healedAt: startedAt + 60_000,
    });
    expect(against(8, late, paused(startedAt + 500))).toBe('');
    expect(against(8, late, paused(startedAt + 9_000))).toContain('came after 5300 ms');
    const fault = { ...aFault('shopper->checkout', 'black_hole'), faultId: 'f1' };
    const event = (type: 'fault_set' | 'fault_cleared', at: number): LabEvent => ({ type, at, fault });
    const during = [event('fault_set', startedAt), event('fault_cleared', startedAt + 400)];
    const before = [event('fault_set', startedAt), event('fault_cleared', startedAt + 50)];
    expect(against(8, late, { events: during })).toBe('');
    expect(against(8, late, { events: before })).toContain('came after 5300 ms');
  });

  it('ignores waits on a machine that has other work', () => {
    const late = answered(aResponse({ endedAt: startedAt + 5_400 }));
    expect(against(8, late, { scenario: { name: 's', mayWait: true } })).toBe('');
  });

  it("uses a client's timeout instead of the time it gave up, because its timer may be late", () => {
    const gaveUp = (gaveUpAfterMs: number) =>
      answered(
        aResponse({
          endedAt: startedAt + 5_400,
          status: 0,
          text: '',
          failure: `no response within ${gaveUpAfterMs} ms`,
          gaveUpAfterMs,
        }),
      );
    expect(against(8, gaveUp(5_200))).toBe('');
    expect(against(8, gaveUp(5_260))).toContain('came after 5260 ms');
  });

  it('ignores responses that the suite forged', () => {
    const ledger = answered(aResponse({ status: 502, text: 'bad gateway', headers: {} }));
    expect(against(8, ledger)).not.toBe('');
    expect(against(8, ledger, { faults: [aFault('shopper->checkout', 'status')] })).toBe('');
  });
});
