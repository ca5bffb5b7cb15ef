import { type InvariantResult } from '@holdfast/witness';
import { type TimelineEntry } from '@holdfast/engine';
import { type ScenarioResult } from '../../src/report/suite-report.ts';

/** 2026-03-04 09:15 UTC. */
export const morning = Date.UTC(2026, 2, 4, 9, 15);

const says = [
  'At most one charge per checkout; exactly one, of the same amount, if its order is paid or refunded.',
  'Everything that a customer reads is true.',
  'Every paid order has exactly one receipt.',
  'All final responses to one key have the same status and bytes.',
  "No caller sees another caller's response.",
  'At the end, nothing is in progress, unpublished, pending or lost.',
  'Refunds never exceed the charge, and both sides agree.',
  'No 500, no stack trace; each 503 and 504 has Retry-After; no client waits beyond its deadline.',
  'A dead dependency gets at most 1.1 calls per request, plus ten, until its breaker opens.',
  'After healing, all breakers close and the backlog empties automatically.',
  'Every fault took effect.',
];

export const invariants = (violated: Readonly<Record<number, string>> = {}): InvariantResult[] =>
  says.map((text, index) => {
    const example = violated[index + 1];
    return {
      number: index + 1,
      says: text,
      holds: example === undefined,
      counterexamples: example === undefined ? [] : [example],
    };
  });

const messages = (from: number, lane: string, labels: readonly string[]): TimelineEntry[] =>
  labels.map((text, index) => ({ at: from + index * 9, lane, kind: 'message', text }));

/** A checkout whose charge succeeded and whose response was lost. */
export const aTimeline = (startedAt: number): TimelineEntry[] => [
  {
    at: startedAt + 20,
    until: startedAt + 1_240,
    lane: 'customer Ada',
    kind: 'request',
    text: 'POST /checkouts → 202',
  },
  {
    at: startedAt + 2_900,
    until: startedAt + 2_940,
    lane: 'customer Ada',
    kind: 'request',
    text: 'GET /orders/ord_1 → 200 paid',
  },
  ...messages(startedAt + 22, 'shopper->checkout', ['→ POST /checkouts']),
  ...messages(startedAt + 30, 'checkout->postgres', [
    '→ BEGIN',
    '→ insert keys',
    '→ insert orders',
    '→ COMMIT',
    '← COMMIT',
  ]),
  ...messages(startedAt + 90, 'checkout->payments', ['→ POST /payments']),
  ...messages(startedAt + 120, 'payments->postgres', ['→ BEGIN', '→ insert payments', '→ COMMIT']),
  ...messages(startedAt + 160, 'payments->stripe', ['→ POST /v1/payment_intents']),
  {
    at: startedAt + 240,
    lane: 'payments->stripe',
    kind: 'fault',
    text: 'reset: 200 POST /v1/payment_intents is dropped',
  },
  {
    at: startedAt + 300,
    until: startedAt + 1_100,
    lane: 'payments-2',
    kind: 'process',
    text: 'killed (SIGKILL)',
  },
  {
    at: startedAt + 420,
    until: startedAt + 1_500,
    lane: 'breaker payments → stripe',
    kind: 'breaker',
    text: 'open',
  },
  { at: startedAt + 50, lane: 'order ord_1', kind: 'state', text: 'payment_pending' },
  { at: startedAt + 2_100, lane: 'order ord_1', kind: 'state', text: 'paid' },
  {
    at: startedAt + 1_250,
    lane: 'suite',
    kind: 'note',
    text: 'Ada leaves with a pending order.',
  },
];

/** A handwritten scenario that held: the provider's response is lost. */
export function aResult(over: Partial<ScenarioResult> = {}): ScenarioResult {
  const startedAt = over.startedAt ?? morning;
  return {
    name: 'provider-response-lost',
    group: 'by hand',
    broken: 'Stripe charges the card, but its response to payments is lost.',
    customerSees: 'The order is accepted as pending and paid within seconds.',
    customerSaw: ['POST /checkouts → 202 after 1220 ms', 'GET /orders/:orderId → 200 after 40 ms'],
    cell: { edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' },
    struck: [{ edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' }],
    proves: ['payment.idempotency'],
    fallacies: ['the network is reliable'],
    verdict: 'held',
    reasons: [],
    startedAt,
    healedAt: startedAt + 1_300,
    quietAt: startedAt + 2_600,
    endedAt: startedAt + 3_000,
    invariants: invariants(),
    timeline: aTimeline(startedAt),
    ...over,
  };
}
