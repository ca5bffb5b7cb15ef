import { type Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { idOf, newId } from '../ledger/object-id.ts';

export const disputeReasons = [
  'bank_cannot_process',
  'check_returned',
  'credit_not_processed',
  'customer_initiated',
  'debit_not_authorized',
  'duplicate',
  'fraudulent',
  'general',
  'incorrect_account_details',
  'insufficient_funds',
  'noncompliant',
  'product_not_received',
  'product_unacceptable',
  'subscription_canceled',
  'unrecognized',
] as const;

export interface NewDispute {
  readonly amount: number;
  readonly reason: (typeof disputeReasons)[number];
  /** The bank only inquires: no money is withdrawn. */
  readonly isInquiry: boolean;
  /** A rule of the shop returns the money before the bank opens a dispute. Default false. */
  readonly isResolved?: boolean;
}

const dayMs = 86_400_000;
/** The last second of the 20th day: banks give 7 to 21 days, https://docs.stripe.com/disputes/responding */
const daysToRespond = 20;

export const evidenceTexts = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'customer_signature',
  'duplicate_charge_documentation',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'receipt',
  'refund_policy',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'service_documentation',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_file',
  'uncategorized_text',
] as const satisfies readonly (keyof Stripe.Dispute.Evidence)[];

export type EvidenceTexts = Partial<Record<(typeof evidenceTexts)[number], string | null>>;

const kinds = {
  inquiry: { caseType: 'inquiry', status: 'warning_needs_response' },
  chargeback: { caseType: 'chargeback', status: 'needs_response' },
  resolution: { caseType: 'resolution', status: 'prevented' },
} as const;

export function disputeOf(
  charge: Stripe.Charge,
  { amount, reason, isInquiry, isResolved = false }: NewDispute,
  scope: Pick<Scope, 'at'>,
): Stripe.Dispute {
  const card = charge.payment_method_details?.card;
  const networkReason = networkReasonOf(card?.brand, reason);
  const kind = isResolved ? kinds.resolution : isInquiry ? kinds.inquiry : kinds.chargeback;
  return {
    id: newId('du_1'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: seconds(scope),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: emptyEvidence(),
    evidence_details: { ...unanswered(scope.at), ...(isResolved ? { due_by: null } : {}) },
    intended_submission_method: null,
    is_charge_refundable: isInquiry,
    livemode: false,
    metadata: {},
    network_reason_code: networkReason,
    payment_intent: charge.payment_intent,
    ...(card === undefined
      ? {}
      : {
          payment_method_details: {
            card: {
              brand: card.brand ?? 'unknown',
              case_type: kind.caseType,
              network: card.network ?? 'unknown',
              network_reason_code: networkReason,
            },
            type: 'card',
          },
        }),
    reason,
    status: kind.status,
  };
}

/** No evidence yet, and the time until the bank decides without any. */
export const unanswered = (at: number): Stripe.Dispute.EvidenceDetails => ({
  due_by: dueBy(at),
  enhanced_eligibility: {},
  has_evidence: false,
  past_due: false,
  submission_count: 0,
  submission_method: 'not_submitted',
});

/** Seconds since the epoch. */
function dueBy(at: number): number {
  return Math.floor(at / dayMs + daysToRespond + 1) * (dayMs / 1_000) - 1;
}

function emptyEvidence(): Stripe.Dispute.Evidence {
  const texts = Object.fromEntries(evidenceTexts.map((name) => [name, null])) as Record<
    (typeof evidenceTexts)[number],
    null
  >;
  return { ...texts, enhanced_evidence: {} };
}

/** https://docs.stripe.com/disputes/categories */
const networkReasons: Readonly<Record<string, Readonly<Partial<Record<NewDispute['reason'], string>>>>> = {
  visa: {
    credit_not_processed: '13.7',
    duplicate: '12.6.1',
    fraudulent: '10.4',
    product_not_received: '13.1',
    product_unacceptable: '13.3',
    subscription_canceled: '13.2',
  },
  mastercard: {
    duplicate: '4834',
    fraudulent: '4837',
    product_not_received: '4853',
    product_unacceptable: '4853',
    subscription_canceled: '4853',
  },
};

function networkReasonOf(brand: string | null | undefined, reason: NewDispute['reason']): string | null {
  return networkReasons[brand ?? '']?.[reason] ?? null;
}

/** The amount that the payer claims, and once the dispute is lost, what the bank keeps of it. */
export const takenMinor = ({ status, amount, balance_transactions: movements }: Stripe.Dispute): number =>
  status === 'lost' ? -movements.reduce((sum, moved) => sum + moved.amount, 0) : amount;

/** The fee per dispute of an account in the United States, in cents: https://stripe.com/pricing */
const disputeFee = 1_500;

/** Money that a dispute takes from the account's balance, or gives back. `moved` can be a part of it. */
export function movementOf(
  dispute: Stripe.Dispute,
  direction: 'withdrawn' | 'reinstated',
  scope: Pick<Scope, 'at'>,
  moved = dispute.amount,
): Stripe.BalanceTransaction {
  const isWithdrawn = direction === 'withdrawn';
  const amount = isWithdrawn ? -moved : moved;
  const fee = isWithdrawn ? disputeFee : 0;
  return {
    id: newId('txn_1'),
    object: 'balance_transaction',
    amount,
    available_on: seconds(scope),
    balance_type: 'payments',
    created: seconds(scope),
    currency: dispute.currency,
    description: `Chargeback ${isWithdrawn ? 'withdrawal' : 'reversal'} for ${idOf(dispute.charge)}`,
    exchange_rate: null,
    fee,
    fee_details: isWithdrawn
      ? [
          {
            amount: fee,
            application: null,
            currency: 'usd',
            description: 'Dispute fee',
            type: 'stripe_fee',
          },
        ]
      : [],
    net: amount - fee,
    reporting_category: isWithdrawn ? 'dispute' : 'dispute_reversal',
    source: dispute.id,
    status: 'available',
    type: 'adjustment',
  };
}
