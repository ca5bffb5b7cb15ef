import { z } from 'zod';
import { orderLineSchema } from './checkout.ts';
import { idSchema } from './ids.ts';
import { moneySchema } from './money.ts';

/**
 * What travels on a queue: its queue, its name (the pattern a consumer handles) and the schema of its payload.
 * A change that old consumers cannot read gets a new version number; both versions are handled until the old has drained.
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

/** Job for email: tell the customer that the order is paid. */
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

/** Job for email: tell the customer of a pending order that the card was declined after all. */
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

/** Job for email: tell the customer that what was paid is on its way back. Written when a refund has succeeded, never before. */
export const sendRefund = {
  queue: queues.email,
  name: 'send-refund',
  schema: z.object({
    version: z.literal(1),
    orderId: idSchema('ord'),
    refundId: idSchema('re'),
    ...recipient,
    amount: moneySchema,
    refundedAt: z.iso.datetime(),
  }),
} as const satisfies Message;
export type SendRefund = z.infer<typeof sendRefund.schema>;

/**
 * Job for email: correct what the customer believes of a refund that was accepted and has failed since. A consumer of an earlier version
 * does not know it: email is upgraded before checkout.
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
    /** Whether the refund had succeeded, and the customer's bank sent it back. */
    wasReturned: z.boolean(),
    /** `shop`: nobody asked for it through the order, it was made at the payment provider. */
    requestedBy: z.enum(['customer', 'shop']),
    failedAt: z.iso.datetime(),
  }),
} as const satisfies Message;
export type SendRefundFailed = z.infer<typeof sendRefundFailed.schema>;

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

/** Event for checkout: the payment of an order has reached its end at the provider. */
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
 * Event for checkout: a refund has reached its end at the provider. One that succeeded may fail days later, when the customer's bank
 * sends the money back: then `failed` follows, and is final.
 */
export const refundSettled = {
  queue: queues.checkout,
  name: 'refund-settled',
  schema: z.object({
    version: z.literal(1),
    orderId: idSchema('ord'),
    paymentId: idSchema('pay'),
    refundId: idSchema('re'),
    /** What the one who asked for the refund knows it by; null when they gave nothing. */
    reference: z.string().nullable(),
    status: z.enum(['succeeded', 'failed']),
    /** Missing in messages of earlier versions. */
    amount: moneySchema.optional(),
  }),
} as const satisfies Message;
export type RefundSettled = z.infer<typeof refundSettled.schema>;
