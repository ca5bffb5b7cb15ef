import { type Ledgers } from '../ledgers/ledgers.ts';
import { aLedger, aLine, aPayment, startedAt } from './evidence.fixture.ts';

export const aDispute = (over: Partial<Ledgers['disputes'][number]> = {}): Ledgers['disputes'][number] => ({
  disputeId: 'du_1',
  chargeId: 'ch_1',
  paymentIntentId: 'pi_1',
  amountMinor: 4200,
  currency: 'usd',
  status: 'needs_response',
  dueBy: '2025-12-14T23:59:59.000Z',
  createdAt: new Date(startedAt + 400).toISOString(),
  ...over,
});

export const aPaymentDispute = (over: object = {}) => ({
  dispute_id: 'du_1',
  payment_id: 'pay_1',
  status: 'needs_response',
  provider_status: 'needs_response',
  amount_minor: 4200,
  evidence_due_by: '2025-12-14T23:59:59+00:00',
  revision: 1,
  ...over,
});

export const anOrderDispute = (over: object = {}) => ({ ...aPaymentDispute(), order_id: 'ord_1', ...over });

const opened = aLine(
  'dispute_needs_response',
  "The payer's bank opened a dispute over $42.00. It holds this money until the dispute is decided.",
);
const lost = aLine(
  'dispute_lost',
  "The payer's bank decided the dispute in the payer's favor and returned $42.00 to the payer.",
);

/** The checkout of `aLedger`, disputed; the bank has not decided yet. */
export const aDisputedLedger = (over: Partial<Ledgers> = {}): Ledgers =>
  aLedger({
    payments: [aPayment({ disputes_open_minor: 4200 })],
    disputes: [aDispute()],
    paymentDisputes: [aPaymentDispute()],
    orderDisputes: [anOrderDispute()],
    histories: [...aLedger().histories, opened],
    ...over,
  });

const decided = { status: 'lost', provider_status: 'lost', evidence_due_by: null, revision: 2 };

/** The same dispute, decided for the payer. */
export const aLostLedger = (over: Partial<Ledgers> = {}): Ledgers =>
  aDisputedLedger({
    payments: [aPayment({ disputes_lost_minor: 4200 })],
    disputes: [aDispute({ status: 'lost' })],
    paymentDisputes: [aPaymentDispute(decided)],
    orderDisputes: [anOrderDispute(decided)],
    histories: [...aLedger().histories, opened, lost],
    ...over,
  });
