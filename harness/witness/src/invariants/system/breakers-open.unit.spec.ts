import { type ActiveFault, type LabEvent } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { against, aLedger, anEmail, aResponse, startedAt } from '../evidence.fixture.ts';
import { type BreakerReading, type Evidence } from '../evidence.ts';

const dead = (edge: string, over: object = {}): ActiveFault => ({
  kind: 'refuse',
  faultId: 'f1',
  edge,
  struck: 1,
  ...over,
});
const lasts = (fault: ActiveFault, ms: number): LabEvent[] => [
  { type: 'fault_set', at: startedAt, fault },
  { type: 'fault_cleared', at: startedAt + ms, fault },
];
const readings = (...notClosed: string[][]): BreakerReading[] =>
  notClosed.map((each, index) => ({ at: startedAt + 2_000 + index * 500, notClosed: each }));
const closed = readings([], [], []);
const soon = ({ at, notClosed }: BreakerReading): BreakerReading => ({ at: at - 900, notClosed });

const emails = Array.from({ length: 6 }, (_, n) =>
  anEmail({ email_id: `email-${n}`, attempts: 2, created_at: new Date(startedAt + 100).toISOString() }),
);
const mail = dead('email->mail');
const orders = Array.from({ length: 11 }, () => aResponse({ status: 202, startedAt: startedAt + 200 }));

const judged = (fault: ActiveFault, over: Partial<Evidence> = {}, ledgers: object = { emails }): string =>
  against(9, aLedger(ledgers), {
    healedAt: startedAt + 9_000,
    faults: [fault],
    events: lasts(fault, 5_000),
    breakerReadings: closed,
    samples: [aLedger({ ...ledgers, readAt: startedAt + 2_900 })],
    ...over,
  });

describe('9: the breaker of a dead dependency opens', () => {
  it('is contradicted by a mail server that is called for seconds past closed breakers', () => {
    expect(judged(mail)).toBe(
      'email->mail was dead (refuse) for 3000 ms and 12 calls, but no breaker of email opened',
    );
  });

  it('is contradicted by accepted orders past closed breakers, and by calls on the wire', () => {
    const payments = dead('checkout->payments');
    expect(judged(payments, {}, { responses: orders })).toContain('no breaker of checkout opened');
    const reset = dead('payments->stripe', { kind: 'reset', struck: 11 });
    expect(judged(reset, {}, { responses: [] })).toContain('no breaker of payments opened');
  });

  it.each([
    ['opens on one of two instances', { breakerReadings: readings([], ['email-2->smtp: open']) }],
    ['was not read', { breakerReadings: undefined }],
    ['was read once', { breakerReadings: readings([]) }],
    ['had too little time', { events: lasts(mail, 1_500) }],
    ['was last read too soon', { breakerReadings: readings([], []).map((each) => soon(each)) }],
  ])('holds if the breaker %s', (_what, over) => {
    expect(judged(mail, over as Partial<Evidence>)).toBe('');
  });

  it('is contradicted by an open breaker that a late result opens again', () => {
    expect(against(9, aLedger({}), { impossibleBreakerChanges: 2 })).toBe(
      '2 changes of breakers that no breaker may make, such as from open to open',
    );
    expect(against(9, aLedger({}), { impossibleBreakerChanges: 0 })).toBe('');
  });

  it('holds with too few calls, and for a fault that ends after some', () => {
    expect(judged(mail, {}, { emails: emails.slice(0, 5) })).toBe('');
    expect(judged({ ...mail, times: 20 })).toBe('');
  });

  const hit = (message: number | null): LabEvent => ({
    type: 'fault_struck',
    at: startedAt + 10,
    fault: dead('payments->stripe'),
    message,
  });
  const ends = (edge: string, ms: number): LabEvent => ({
    type: 'connection',
    at: startedAt + ms,
    edge,
    connection: 1,
    state: 'closed',
    endedBy: 'lab',
  });

  it('counts no call whose failure came after the last reading', () => {
    const readAt = startedAt + 2_900;
    const emailsThen = (over: object): Partial<Evidence> => ({
      samples: [
        aLedger({ emails: emails.map((each) => ({ ...each, ...over })), readAt }),
        aLedger({ emails, readAt: startedAt + 4_000 }),
      ],
    });
    expect(judged(mail, emailsThen({}))).toContain('12 calls');
    expect(judged(mail, emailsThen({ attempts: 1 }))).toBe('');
    expect(judged(mail, emailsThen({ status: 'sending' }))).toBe('');

    const payments = dead('checkout->payments');
    const late = orders.map((each) => ({ ...each, endedAt: startedAt + 3_100 }));
    expect(judged(payments, {}, { responses: late })).toBe('');

    const hits = (kind: 'reset' | 'black_hole', ms: number): Partial<Evidence> => {
      const at = startedAt + ms;
      const fault = dead('payments->stripe', { kind });
      return {
        patienceMs: { 'payments->stripe': 1_200 },
        events: [
          ...lasts(fault, 5_000),
          ...Array.from({ length: 11 }, () => ({ ...hit(null), at }) as LabEvent),
        ],
      };
    };
    const found = (kind: 'reset' | 'black_hole', ms: number): string =>
      judged(dead('payments->stripe', { kind, struck: 11 }), hits(kind, ms), { responses: [] });
    expect(found('reset', 2_900)).toContain('11 calls');
    expect(found('reset', 3_100)).toBe('');
    expect(found('black_hole', 1_700)).toContain('11 calls');
    expect(found('black_hole', 1_900)).toBe('');
  });

  it('is not held by background that came after the last reading', () => {
    const counted = (ms: number, struck: number): LabEvent => ({
      type: 'fault_struck',
      at: startedAt + ms,
      fault: dead('payments->stripe', { kind: 'reset', struck }),
      message: 7,
    });
    const reset = dead('payments->stripe', { kind: 'reset', struck: 14 });
    const events = [...lasts(reset, 5_000), counted(2_800, 12), counted(4_000, 13), counted(4_100, 14)];
    expect(judged(reset, { events }, { responses: [] })).toContain('11 calls');
  });

  it('counts no background, whose messages the events leave out', () => {
    const reset = dead('payments->stripe', { kind: 'reset', struck: 12 });
    const events = (hits: number): LabEvent[] => [
      ...lasts(reset, 5_000),
      ...Array.from({ length: hits }, () => hit(7)),
    ];
    expect(judged(reset, { events: events(1) }, { responses: [] })).toContain('11 calls');
    expect(judged(reset, { events: events(2) }, { responses: [] })).toBe('');
  });

  it('counts no connection that was reset with its port, and two attempts of reconciliation per second', () => {
    const hangs = (struck: number): ActiveFault => dead('payments->stripe', { kind: 'syn_hang', struck });
    const events = (struck: number): LabEvent[] => [
      ...lasts(hangs(struck), 5_000),
      ends('payments-2->stripe', 20),
      ends('payments->stripe', 940),
      ends('payments->stripe', 5_100),
      ends('checkout->payments', 20),
    ];
    const after = (struck: number): string =>
      judged(hangs(struck), { events: events(struck) }, { responses: [] });
    expect(after(19)).toContain('11 calls');
    expect(after(18)).toBe('');
  });
});
