import { z } from 'zod';
import { idSchema } from './ids.ts';
import { moneySchema } from './money.ts';
import { namesOnePayer, payerSchema } from './payer.ts';
import { disputeSchema, nextActionSchema } from './payments.ts';
import { problemSchema } from './problem.ts';

export const productSchema = z
  .object({
    productId: z.string(),
    name: z.string(),
    description: z.string(),
    unitPrice: moneySchema,
    imageUrl: z.string(),
  })
  .meta({ id: 'Product' });
export type Product = z.infer<typeof productSchema>;

export const productListSchema = z.object({ products: z.array(productSchema) }).meta({ id: 'ProductList' });
export type ProductList = z.infer<typeof productListSchema>;

/**
 * Text that every database and email can hold: no control characters and no unpaired surrogates, which jsonb
 * refuses. The pattern is in the OpenAPI document, where `\p{…}` means something else to many clients.
 */
export const withoutControlCharacters = /^[^\u0000-\u001f\u007f-\u009f]*$/;
const notText = 'must be text without control characters';
const printableUpTo = (max: number, text = z.string()): z.ZodString =>
  text
    .min(1)
    .max(max)
    .regex(withoutControlCharacters, notText)
    .refine((value) => value.isWellFormed(), notText);

export const customerSchema = z.strictObject({
  email: z.email().max(254),
  name: printableUpTo(200, z.string().trim()).optional(),
});

/** Details that the customer gives: sent with an order, stored, and shown as they were sent. */
export const orderDetailsSchema = z.object({ customer: customerSchema });

export const placeOrderSchema = z
  .strictObject({
    ...orderDetailsSchema.shape,
    lines: z
      .array(
        z.strictObject({
          productId: printableUpTo(64),
          quantity: z.int().min(1).max(99),
        }),
      )
      .min(1)
      .max(50),
    ...payerSchema,
    expectedTotal: moneySchema.optional(),
    requestId: z
      .string()
      .optional()
      .describe('The idempotency key, for clients that cannot set the Idempotency-Key header.'),
  })
  .superRefine(namesOnePayer)
  .meta({ id: 'PlaceOrder' });
export type PlaceOrder = z.infer<typeof placeOrderSchema>;

export const orderStatusSchema = z.enum([
  'payment_pending',
  'requires_action',
  'paid',
  'payment_failed',
  'refund_pending',
  'refunded',
]);
export type OrderStatus = z.infer<typeof orderStatusSchema>;

export const orderLineSchema = z.object({
  productId: z.string(),
  name: z.string(),
  quantity: z.int(),
  unitPrice: moneySchema,
  lineTotal: moneySchema,
});
export type OrderLine = z.infer<typeof orderLineSchema>;

export const orderSchema = z
  .object({
    orderId: z.string(),
    status: orderStatusSchema,
    ...orderDetailsSchema.shape,
    lines: z.array(orderLineSchema),
    total: moneySchema,
    refundedTotal: moneySchema.describe(
      'Sum of all successful refunds, including those made by operators. Pending and returned refunds do not count.',
    ),
    paymentId: z.string().nullable(),
    notice: z.string().nullable().describe('A message for the customer, in plain English.'),
    expectedBy: z.iso
      .datetime()
      .nullable()
      .describe(
        "Expected arrival while the customer's bank transfers the money; otherwise null, also once it is overdue.",
      ),
    nextAction: nextActionSchema
      .nullable()
      .describe('Set only while the status is requires_action: what the customer must do.'),
    dispute: disputeSchema
      .nullable()
      .describe("Set if the payer contests the payment at the bank; the order's status stays."),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Order' });
export type OrderView = z.infer<typeof orderSchema>;

const accessToken = z
  .string()
  .describe("The order's token: send it as `Authorization: Bearer <token>` to read or refund the order.");

/** The response to `POST /checkouts` only. */
export const placedOrderSchema = orderSchema.extend({ accessToken }).meta({ id: 'PlacedOrder' });
export type PlacedOrder = z.infer<typeof placedOrderSchema>;

/** The reason why a placed order is not paid, for example a declined card. */
export const unpaidOrderProblemSchema = problemSchema
  .extend({ orderId: z.string(), accessToken })
  .meta({ id: 'UnpaidOrderProblem' });

export const orderHistorySchema = z
  .object({
    events: z.array(z.object({ at: z.iso.datetime(), type: z.string(), text: z.string() })),
  })
  .meta({ id: 'OrderHistory' });
export type OrderHistory = z.infer<typeof orderHistorySchema>;

export const orderIdSchema = idSchema('ord');

const refundedLine = z.strictObject({ productId: printableUpTo(64), quantity: z.int().min(1).max(99) });

export const refundOrderSchema = z
  .strictObject({
    amount: moneySchema
      .refine(({ amountMinor }) => amountMinor > 0, 'must be greater than zero')
      .optional()
      .describe('Part of the payment; operators only. Default: what remains of it.'),
    lines: z
      .array(refundedLine)
      .min(1)
      .max(50)
      .refine((lines) => new Set(lines.map(({ productId }) => productId)).size === lines.length, {
        error: 'must name each product once',
      })
      .optional()
      .describe('Products to refund at the prices paid; operators only.'),
    requestId: z
      .string()
      .optional()
      .describe('The idempotency key, for clients that cannot set the Idempotency-Key header.'),
  })
  .refine(({ amount, lines }) => amount === undefined || lines === undefined, {
    path: ['lines'],
    error: 'cannot be combined with amount',
  })
  .meta({ id: 'RefundOrder' });
export type RefundOrder = z.infer<typeof refundOrderSchema>;

export const orderRefundSchema = z
  .object({
    refundId: z.string(),
    orderId: z.string(),
    status: z
      .enum(['succeeded', 'pending'])
      .describe('pending: being processed in the background; the order shows the result.'),
    amount: moneySchema,
  })
  .meta({ id: 'OrderRefund' });
export type OrderRefundView = z.infer<typeof orderRefundSchema>;

export const shownRecommendationsSchema = z
  .object({
    source: z.enum(['live', 'cache', 'default']),
    stale: z.boolean(),
    ageSeconds: z.number(),
    notice: z.string().nullable(),
    products: z.array(productSchema),
  })
  .meta({ id: 'ShownRecommendations' });
export type ShownRecommendations = z.infer<typeof shownRecommendationsSchema>;

/** Maximum number of recommended products; the shop shows 4 per row. */
export const recommendationLimitSchema = z.coerce.number().int().min(1).max(12).default(4);

export const showRecommendationsSchema = z.object({
  customerId: z.string().trim().max(254).default(''),
  limit: recommendationLimitSchema,
});
