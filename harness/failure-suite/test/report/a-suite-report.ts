import { type CrashPoint, type ScenarioResult, type SuiteReport } from '../../src/report/suite-report.ts';
import { type Operation } from '../../src/scenario/readiness-box.ts';
import { type Ledgers } from '@holdfast/witness';
import { aResult, invariants, morning } from './a-result.ts';

const faults = ['kill the sender', 'kill the receiver', 'reset', 'black hole'] as const;

const steps: readonly (readonly [route: string, label: string])[] = [
  ['shopper->checkout', 'POST /checkouts'],
  ['checkout->postgres', 'BEGIN'],
  ['checkout->postgres', 'insert idempotency_keys'],
  ['checkout->postgres', 'insert orders'],
  ['checkout->postgres', 'COMMIT'],
  ['checkout->payments', 'POST /payments'],
  ['payments->postgres', 'insert payments'],
  ['payments->postgres', 'COMMIT'],
  ['payments->stripe', 'POST /v1/payment_intents'],
  ['stripe->payments', 'POST /webhooks/stripe'],
  ['checkout->postgres', 'insert outbox'],
  ['checkout->redis', 'EVALSHA addStandardJob'],
  ['email->mail', 'DATA'],
];

const phaseOf = (direction: CrashPoint['direction']) =>
  direction === 'request' ? 'before the callee sees it' : 'after it ran, before a byte returns';

/** Every message of an operation, in both directions, with each of the four faults. All held. */
export function enumeration(operation: Operation): ScenarioResult[] {
  return steps.flatMap(([route, label]) =>
    (['request', 'response'] as const).flatMap((direction) =>
      faults.map((fault) =>
        aResult({
          name: `${operation}-${route}-${direction}-${label}-${fault}`.replace(/[^\w]+/g, '-').toLowerCase(),
          group: 'enumeration',
          operation,
          point: { operation, route, direction, label, ordinal: 1, fault },
          broken: `${fault} at ${label} on ${route}`,
          cell: { edge: route, fault, phase: phaseOf(direction) },
          struck: [],
          proves: [`${operation}.recovery`],
          fallacies: [],
        }),
      ),
    ),
  );
}

export const someLedgers = (readAt: number): Ledgers => ({
  readAt,
  charges: [1, 2].map((number) => ({
    chargeId: `ch_${number}`,
    paymentIntentId: `pi_${number}`,
    amountMinor: 4_200,
    currency: 'usd',
    status: 'succeeded',
    idempotencyKey: `key_${number}`,
    metadata: { orderId: 'ord_1' },
    createdAt: new Date(readAt).toISOString(),
  })),
  refunds: [],
  disputes: [],
  orders: [{ order_id: 'ord_1', status: 'paid', total_minor: 4_200, currency: 'usd' }],
  payments: [{ payment_id: 'pay_1', order_id: 'ord_1', status: 'succeeded' }],
  orderRefunds: [],
  histories: [],
  paymentRefunds: [],
  orderDisputes: [],
  paymentDisputes: [],
  openKeys: [],
  unpublished: [],
  jobs: [],
  deadLetters: [],
  emails: [{ email_id: 'eml_1', order_id: 'ord_1', kind: 'receipt', status: 'sent' }],
  mails: [
    { messageId: '<eml_1@holdfast>', to: 'ada@example.com', subject: 'Your receipt', text: '42.00 USD' },
  ],
  responses: [],
  openBreakers: ['payments->stripe: open'],
  spentBudgets: ['checkout->recommendations: retries left: 0'],
  locks: [],
  undelivered: [],
  intents: [],
  bankResponses: [],
  unreadable: [],
});

/** Charged twice: exactly what the suite must find. */
export const aBrokenResult = (over: Partial<ScenarioResult> = {}): ScenarioResult =>
  aResult({
    name: 'two-tabs-with-one-cart',
    broken: 'The customer sends one cart from two tabs at the same time.',
    customerSees: 'One order, paid once, in both tabs.',
    customerSaw: ['POST /checkouts → 201 after 212 ms', 'POST /checkouts → 201 after 230 ms'],
    cell: { edge: 'checkout', fault: 'double click', phase: 'throughout' },
    proves: ['checkout.idempotency'],
    verdict: 'broken',
    reasons: ['Invariant 1 does not hold.'],
    invariants: invariants({ 1: 'ord_1 was charged twice: ch_1 and ch_2, 4200 usd each.' }),
    ledgers: someLedgers(morning + 2_600),
    events: [],
    ...over,
  });

const byHand = (edge: string, fault: string, over: Partial<ScenarioResult>): ScenarioResult =>
  aResult({ name: `${edge}-${fault}`, cell: { edge, fault, phase: 'throughout' }, proves: [], ...over });

export const outages: readonly ScenarioResult[] = [
  byHand('payments', 'kill', { name: 'payments-dead', broken: 'Both instances of payments are killed.' }),
  byHand('recommendations', 'kill', {
    name: 'recommendations-dead',
    broken: 'Recommendations is killed.',
    customerSaw: ['GET /recommendations → 200 after 3 ms', 'POST /checkouts → 201 after 90 ms'],
    fallacies: ['latency is zero', 'the network is reliable'],
  }),
  byHand('postgres', 'pause', {
    name: 'postgres-paused',
    broken: 'Postgres is paused for five seconds.',
    customerSaw: ['POST /checkouts → 503 after 900 ms', 'POST /checkouts → 201 after 80 ms'],
  }),
  byHand('email->mail', 'refuse', { name: 'mail-server-dead', broken: 'The mail server refuses.' }),
];

const operations: readonly Operation[] = ['checkout', 'refund', 'webhook', 'receipt'];

/** A complete run in which everything held. */
export function aSuiteReport(over: Partial<SuiteReport> = {}): SuiteReport {
  const enumerated = operations.map((operation) => ({
    operation,
    points: steps.length * 2,
    strikes: steps.length * 2 * faults.length,
    struck: steps.length * 2 * faults.length,
    missed: [],
  }));
  return {
    command: 'npm run failure-suite',
    commit: '0123456789abcdef0123456789abcdef01234567',
    isDirty: false,
    startedAt: morning,
    endedAt: morning + 512_000,
    machine: 'Linux 6.8 on 2 cores, 8 GB; Node 24.21.0',
    target: 'local processes',
    timings: { IDEMPOTENCY_LEASE_MS: '700', OUTBOX_POLL_MS: '60', BREAKER_OPEN_MS: '500' },
    seeds: [42],
    enumerated,
    results: [aResult(), ...outages, ...operations.flatMap(enumeration)],
    sometimes: [
      { what: 'breaker opened', count: 31 },
      { what: 'lease taken over', count: 12 },
    ],
    notRun: [],
    notProved: ['Anything about Redis: it is not installed here, so the queues ran on Postgres.'],
    verdict: 'held',
    ...over,
  };
}
