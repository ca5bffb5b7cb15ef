import { z } from 'zod';
import { idSchema } from './ids.ts';
import { refundFailureSchema } from './messages.ts';
import { type Money, moneySchema } from './money.ts';
import { disputeSchema, isFailedDebitSchema, paymentStatusSchema } from './payments.ts';

/**
 * A period in ISO 8601, without `until` itself. Each request compares one page of one ledger; `after` is
 * `next` of the previous page.
 */
export const reconcileSchema = z
  .strictObject({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    repair: z.boolean().default(false).describe('Apply the safe repairs.'),
    after: z.string().max(200).optional(),
  })
  .refine(({ since, until }) => Date.parse(since) < Date.parse(until), {
    path: ['until'],
    error: 'must be later than since',
  })
  .meta({ id: 'Reconcile' });
export type Reconcile = z.infer<typeof reconcileSchema>;

/** Number and sum of one kind of entry in one ledger. The sum may exceed what `Money` allows. */
export const tallySchema = z.object({
  ledger: z.enum(['stripe', 'payments', 'checkout']),
  what: z
    .enum(['charged', 'refunded', 'disputed', 'not_ours', 'orphaned'])
    .describe(
      'not_ours: charges at Stripe that Holdfast did not make. orphaned: refunded charges that had no order to fulfill.',
    ),
  currency: z.string(),
  count: z.int(),
  amountMinor: z.int(),
});
export type Tally = z.infer<typeof tallySchema>;

export const differenceStateSchema = z
  .enum(['repaired', 'repairable', 'not_repaired', 'waiting', 'needs_decision'])
  .describe(
    'not_repaired: the repair failed. waiting: it resolves automatically. needs_decision: an operator must decide.',
  );
export type DifferenceState = z.infer<typeof differenceStateSchema>;

/** A disagreement between two ledgers, described for operators. */
export const differenceSchema = z
  .object({
    kind: z.string().describe('Stable; see docs/reference/reconciliation-differences.md.'),
    state: differenceStateSchema,
    found: z.string(),
    why: z.string(),
    action: z.string().describe('The repair that was made or is possible, or the proposed action.'),
    orderId: z.string().nullable(),
    paymentId: z.string().nullable(),
    refundId: z.string().nullable(),
    providerId: z.string().nullable(),
  })
  .meta({ id: 'Difference' });
export type Difference = z.infer<typeof differenceSchema>;

/**
 * A difference too recent to count: its operation may still be running. If it persists, a later comparison
 * reports it.
 */
export const recentDifferenceSchema = differenceSchema
  .omit({ state: true, action: true })
  .extend({ quietMs: z.int().describe('Time since either side last changed.') })
  .meta({ id: 'RecentDifference' });
export type RecentDifference = z.infer<typeof recentDifferenceSchema>;

export const reconciliationSchema = z
  .object({
    checked: z.array(tallySchema),
    tooRecent: z.int().describe('Differences too recent to count: their operations may still be running.'),
    recent: z.array(recentDifferenceSchema).default([]).describe('The differences that `tooRecent` counts.'),
    differences: z.array(differenceSchema),
    next: z.string().nullable().describe('Null on the last page.'),
  })
  .meta({ id: 'Reconciliation' });
export type Reconciliation = z.infer<typeof reconciliationSchema>;

const settledAt = z.iso.datetime().nullable();

export const ledgerPaymentSchema = z
  .object({
    paymentId: z.string(),
    orderId: z.string(),
    isYours: z
      .boolean()
      .optional()
      .describe('False if another API caller requested this payment. Only that caller knows its order.'),
    status: paymentStatusSchema,
    amount: moneySchema,
    refundedMinor: z.int(),
    declineCode: z.string().nullable(),
    provider: z
      .object({ code: z.string(), adviceCode: z.string().nullable(), requestId: z.string().nullable() })
      .nullable()
      .default(null)
      .describe("The provider's own failure details, for operators only: they may name a stolen card."),
    expectedBy: z.iso.datetime().nullable().default(null),
    actionExpiresAt: z.iso
      .datetime()
      .nullable()
      .default(null)
      .describe('While the customer has to confirm a pending payment at the bank: until when.'),
    createdAt: z.iso.datetime(),
    settledAt,
    refunds: z.array(
      z.object({
        refundId: z.string(),
        reference: z.string().nullable(),
        status: z.enum(['pending', 'succeeded', 'failed']),
        amount: moneySchema,
        settledAt,
        failure: refundFailureSchema
          .optional()
          .describe('Set if the provider names a reason that a customer may know.'),
      }),
    ),
    disputes: z
      .array(
        disputeSchema.extend({
          disputeId: z.string(),
          revision: z.int(),
          isFailedDebit: isFailedDebitSchema,
          changedAt: z.iso.datetime().nullable().default(null),
          reason: z.string().optional().describe("The payer's reason, for operators only."),
          providerStatus: z.string().optional().describe("The provider's own status, for operators only."),
        }),
      )
      .default([])
      .describe('Oldest first. `revision` grows with each change.'),
    fraudWarnings: z
      .array(
        z.object({
          warningId: z.string(),
          fraudType: z.string(),
          isActionable: z
            .boolean()
            .describe(
              'The charge is neither disputed nor fully refunded: a refund can still prevent a dispute.',
            ),
          createdAt: z.iso.datetime(),
        }),
      )
      .optional()
      .describe("Suspicions of the card's issuer, for operators only."),
  })
  .meta({ id: 'LedgerPayment' });
export type LedgerPayment = z.infer<typeof ledgerPaymentSchema>;

export const ledgerPageSchema = z
  .object({ payments: z.array(ledgerPaymentSchema), next: z.string().nullable() })
  .meta({ id: 'LedgerPage' });
export type LedgerPage = z.infer<typeof ledgerPageSchema>;

/** 100 orders per list, or entries per page. */
export const ledgerPageSize = 100;

const orderIds = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(idSchema('ord')).max(ledgerPageSize));

/** The payments of a period, page by page, or all payments of given orders. */
export const ledgerQuerySchema = z.union([
  z.strictObject({ since: z.iso.datetime(), until: z.iso.datetime(), after: z.string().max(200).optional() }),
  z.strictObject({ orderIds }),
]);
export type LedgerQuery = z.output<typeof ledgerQuerySchema>;

/** Counts and sums amounts per currency. */
export function tallied(ledger: Tally['ledger'], what: Tally['what'], amounts: readonly Money[]): Tally[] {
  return [...Map.groupBy(amounts, ({ currency }) => currency)].map(([currency, same]) => ({
    ledger,
    what,
    currency,
    count: same.length,
    amountMinor: same.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  }));
}

/** Merges the tallies of several pages. */
export function sumTallies(tallies: readonly Tally[]): Tally[] {
  const same = Map.groupBy(tallies, ({ ledger, what, currency }) => `${ledger} ${what} ${currency}`);
  return [...same.values()].map((pages) =>
    pages.reduce((sum, page) => ({
      ...sum,
      count: sum.count + page.count,
      amountMinor: sum.amountMinor + page.amountMinor,
    })),
  );
}
