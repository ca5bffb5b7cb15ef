import { z } from 'zod';
import { orderLineSchema } from './checkout.ts';
import { idSchema } from './ids.ts';
import { moneySchema } from './money.ts';
import { disputeSchema, isFailedDebitSchema } from './payments.ts';

/**
 * A message type: its queue, its name (the pattern that a consumer handles) and its payload schema. A change
 * that old consumers cannot read gets a new version number; both versions are handled until the old one has
 * drained.
 */
export interface Message<S extends z.ZodType = z.ZodType> {
  readonly queue: QueueName;
  readonly name: string;
  readonly schema: S;
}

/** The queues, by the service that consumes each. */
export const queues = { checkout: 'checkout', email: 'email', recommendations: 'recommendations' } as const;
export type QueueName = (typeof queues)[keyof typeof queues];

const recipient = { to: z.email(), customerName: z.string().nullable() };

/** Job for email: send the receipt of a paid order. */
export const sendReceipt = {
  queue: queues.email,
  name: 'send-receipt',
  schema: z.object({
    version: z.literal(1),
    orderId: idSchema('ord'),
    ...recipient,
    lines: z.array(orderLineSchema),
    total: moneySchema,
    paidAt: z.iso.datetime(),
  }),
} as const satisfies Message;
export type SendReceipt = z.infer<typeof sendReceipt.schema>;

/** Job for email: notify the customer of a pending order that the payment failed. */
export const sendPaymentFailed = {
  queue: queues.email,
  name: 'send-payment-failed',
  schema: z.object({
    version: z.literal(1),
    orderId: idSchema('ord'),
    ...recipient,
    total: moneySchema,
    declineCode: z.string().nullable(),
  }),
} as const satisfies Message;
export type SendPaymentFailed = z.infer<typeof sendPaymentFailed.schema>;

/** Job for email: notify the customer of a refund. Written only after the refund has succeeded. */
export const sendRefund = {
  queue: queues.email,
  name: 'send-refund',
  schema: z.object({
    version: z.literal(1),
    orderId: idSchema('ord'),
    refundId: idSchema('re'),
    ...recipient,
    amount: moneySchema,
    /** Set if the refund is for these products. */
    lines: z.array(z.object({ name: z.string(), quantity: z.int() })).optional(),
    refundedAt: z.iso.datetime(),
  }),
} as const satisfies Message;
export type SendRefund = z.infer<typeof sendRefund.schema>;

/**
 * Why a refund failed, as far as a customer may know. `payment_disputed`: the bank holds the money until it
 * decides; `returned_by_bank`: it has taken the money back for good; `refused_after_dispute`: a dispute
 * over a part is lost, and the provider refunds nothing more of the payment; `canceled_by_shop`: the team
 * canceled the refund at the provider, and may return the money another way.
 */
export const refundFailureSchema = z.enum([
  'payment_disputed',
  'returned_by_bank',
  'refused_after_dispute',
  'exceeds_remaining',
  'nothing_left',
  'canceled_by_shop',
]);
export type RefundFailure = z.infer<typeof refundFailureSchema>;

/**
 * Job for email: correct an earlier message about a refund that was accepted and has failed since. Email must
 * be upgraded before checkout.
 */
export const sendRefundFailed = {
  queue: queues.email,
  name: 'send-refund-failed',
  schema: z.object({
    version: z.literal(1),
    orderId: idSchema('ord'),
    refundId: idSchema('re'),
    ...recipient,
    amount: moneySchema,
    /** True if the refund had succeeded and the bank returned the money. */
    wasReturned: z.boolean(),
    /** `shop`: made by the team, here or at the payment provider. */
    requestedBy: z.enum(['customer', 'shop']),
    failure: refundFailureSchema.optional(),
    failedAt: z.iso.datetime(),
  }),
} as const satisfies Message;
export type SendRefundFailed = z.infer<typeof sendRefundFailed.schema>;

const extraCharge = {
  version: z.literal(1),
  orderId: idSchema('ord'),
  paymentId: idSchema('pay'),
  ...recipient,
  amount: moneySchema,
};

/**
 * Job for email: a payment went through for an order that had failed, or that another payment had paid, and
 * is being refunded. Email must be upgraded before checkout.
 */
export const sendExtraCharge = {
  queue: queues.email,
  name: 'send-extra-charge',
  schema: z.object({ ...extraCharge, why: z.enum(['order_failed', 'order_paid_otherwise']) }),
} as const satisfies Message;
export type SendExtraCharge = z.infer<typeof sendExtraCharge.schema>;

/** Job for email: the refund of such a payment failed, or the bank returned it. Operators decide the rest. */
export const sendExtraChargeRefundFailed = {
  queue: queues.email,
  name: 'send-extra-charge-refund-failed',
  schema: z.object(extraCharge),
} as const satisfies Message;
export type SendExtraChargeRefundFailed = z.infer<typeof sendExtraChargeRefundFailed.schema>;

/** Event for recommendations: these products were bought together. */
export const orderPaid = {
  queue: queues.recommendations,
  name: 'order-paid',
  schema: z.object({
    version: z.literal(1),
    orderId: idSchema('ord'),
    customerId: z.string(),
    productIds: z.array(z.string()).min(1),
    paidAt: z.iso.datetime(),
  }),
} as const satisfies Message;
export type OrderPaid = z.infer<typeof orderPaid.schema>;

/** Event for checkout: the payment of an order was settled. */
export const paymentSettled = {
  queue: queues.checkout,
  name: 'payment-settled',
  schema: z.object({
    version: z.literal(1),
    orderId: idSchema('ord'),
    paymentId: idSchema('pay'),
    status: z.enum(['succeeded', 'failed']),
    declineCode: z.string().nullable(),
  }),
} as const satisfies Message;
export type PaymentSettled = z.infer<typeof paymentSettled.schema>;

/**
 * Event for checkout: a refund was settled. A refund that succeeded may fail days later if the bank returns
 * the money; `failed` then follows and is final.
 */
export const refundSettled = {
  queue: queues.checkout,
  name: 'refund-settled',
  schema: z.object({
    version: z.literal(1),
    orderId: idSchema('ord'),
    paymentId: idSchema('pay'),
    refundId: idSchema('re'),
    /** The client's own ID for the refund; null without one. */
    reference: z.string().nullable(),
    status: z.enum(['succeeded', 'failed']),
    /** Missing in messages of earlier versions. */
    amount: moneySchema.optional(),
    /** Set if the provider names a reason that a customer may know. */
    failure: refundFailureSchema.optional(),
  }),
} as const satisfies Message;
export type RefundSettled = z.infer<typeof refundSettled.schema>;

/**
 * Event for checkout: a dispute of a payment was opened or changed. `revision` grows with each change: a
 * consumer ignores revisions it has passed.
 */
export const disputeChanged = {
  queue: queues.checkout,
  name: 'dispute-changed',
  schema: disputeSchema.extend({
    version: z.literal(1),
    orderId: idSchema('ord'),
    paymentId: idSchema('pay'),
    disputeId: z.string(),
    revision: z.int().min(1),
    isFailedDebit: isFailedDebitSchema,
  }),
} as const satisfies Message;
export type DisputeChanged = z.infer<typeof disputeChanged.schema>;
