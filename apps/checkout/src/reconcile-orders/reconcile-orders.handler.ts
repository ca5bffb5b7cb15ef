import {
  ledgerPageSize,
  type LedgerPayment,
  type Reconciliation,
  type Tally,
  tallied,
} from '@holdfast/contracts';
import { Settings } from '@holdfast/service-defaults';
import { LedgerOrder, repairFindings } from '@holdfast/service-defaults/reconciliation';
import { Injectable } from '@nestjs/common';
import { type CheckoutConfig } from '../checkout.config.ts';
import { PaymentsLedgerClient, type Period } from '../payments-client/payments-ledger.client.ts';
import { awaitsPayment } from '../order/order.ts';
import { differenceOf, type Finding, type Repair, repairTexts, recentDifferenceOf } from './finding.ts';
import { compareOrder } from './compare-order.ts';
import { type BookedOrder, isWholePage, OrdersLedger } from './orders-ledger.store.ts';
import { invalidCursor } from './reconciliation.errors.ts';
import { RepairOrdersHandler } from './repair-orders.handler.ts';

export interface PageOfLedgers extends Period {
  readonly repair: boolean;
  /** `next` of the previous page. */
  readonly after?: string | undefined;
}

interface ComparedPage {
  readonly checked: readonly Tally[];
  readonly findings: readonly Finding[];
  readonly next: string | undefined;
}

/** Payments compares itself with Stripe first, so that orders are compared with already repaired payments. */
type Ledger = 'stripe' | 'orders' | 'payments';
const ledgers = new LedgerOrder<Ledger>(['stripe', 'orders', 'payments']);

/** Start of a run that leaves the comparison with Stripe to payments. */
export const withoutStripe = 'orders:';

@Injectable()
export class ReconcileOrdersHandler {
  constructor(
    private readonly payments: PaymentsLedgerClient,
    private readonly own: OrdersLedger,
    private readonly repairs: RepairOrdersHandler,
    @Settings() private readonly config: Pick<CheckoutConfig, 'RECONCILE_MIN_AGE_MS'>,
  ) {}

  /** Compares one page of one ledger with the others. `next` in the result points to the following page. */
  async page({ after, repair, ...period }: PageOfLedgers): Promise<Reconciliation> {
    const position = ledgers.read(after);
    if (position === undefined) throw invalidCursor();
    const { ledger, cursor } = position;
    if (ledger === 'stripe') return this.pageOfStripe({ ...period, repair }, cursor);
    const { checked, findings, next } =
      ledger === 'orders'
        ? await this.compareOrders(period, cursor)
        : await this.comparePayments(period, cursor);
    const { recent, handled } = await repairFindings(findings, {
      database: this.own.database,
      minAgeMs: this.config.RECONCILE_MIN_AGE_MS,
      isWanted: repair,
      repair: (each: Repair) => this.repairs.repair(each),
      words: repairTexts,
    });
    const differences = handled.map(([finding, status]) => differenceOf(finding, status));
    return {
      checked: [...checked],
      tooRecent: recent.length,
      recent: recent.map(recentDifferenceOf),
      differences,
      next: ledgers.next(position, next),
    };
  }

  private async pageOfStripe(
    { since, until, repair }: PageOfLedgers,
    after: string | undefined,
  ): Promise<Reconciliation> {
    const query = { since: since.toISOString(), until: until.toISOString(), repair };
    const page = await this.payments.compare(after === undefined ? query : { ...query, after });
    return { ...page, next: ledgers.next({ ledger: 'stripe', cursor: after }, page.next ?? undefined) };
  }

  private async compareOrders(period: Period, after: string | undefined): Promise<ComparedPage> {
    const page = await this.own.ofPeriod(period, after);
    const orderIds = page.map(({ order }) => order.orderId);
    const paid = page.filter(({ order }) => !awaitsPayment(order) && order.status !== 'payment_failed');
    const refunds = paid.flatMap(({ refunds: each }) => each.map(({ refund }) => refund));
    return {
      checked: [
        ...tallied(
          'checkout',
          'charged',
          paid.map(({ order }) => order.total),
        ),
        ...tallied(
          'checkout',
          'refunded',
          refunds.filter(({ status }) => status === 'succeeded').map(({ amount }) => amount),
        ),
      ],
      findings: await this.compare(orderIds, page),
      next: isWholePage(page) ? orderIds.at(-1) : undefined,
    };
  }

  /** Compares payments whose orders were placed outside the period, and orders whose charge came too late. */
  private async comparePayments(period: Period, after: string | undefined): Promise<ComparedPage> {
    const { payments, next } = await this.payments.ofPeriod(period, after);
    const late = after === undefined ? await this.own.ordersWithOpenRefunds() : [];
    const named = [...new Set([...payments.map(({ orderId }) => orderId), ...late])];
    const known = await this.own.read(named);
    const wasCompared = (orderId: string): boolean =>
      known.some(({ order }) => order.orderId === orderId && isWithin(period, order));
    const orderIds = named.filter((orderId) => !wasCompared(orderId));
    const orphanedChargeRefunds = await this.own.orphanedChargeRefundsOf(
      payments.map(({ paymentId }) => paymentId),
    );
    const orphaned = payments.filter(({ paymentId }) => {
      const known = orphanedChargeRefunds.get(paymentId);
      return known?.status === 'succeeded' || known?.returnedBy === 'provider';
    });
    return {
      checked: tallied(
        'checkout',
        'orphaned',
        orphaned.map(({ amount }) => amount),
      ),
      findings: await this.compare(orderIds, known),
      next: next ?? undefined,
    };
  }

  private async compare(orderIds: readonly string[], booked: readonly BookedOrder[]): Promise<Finding[]> {
    const payments = await this.paymentsOf(orderIds);
    const orphanedChargeRefunds = await this.own.orphanedChargeRefundsOf(
      payments.map(({ paymentId }) => paymentId),
    );
    const now = new Date();
    return orderIds.flatMap((orderId) =>
      compareOrder({
        orderId,
        booked: booked.find(({ order }) => order.orderId === orderId),
        payments: payments.filter((payment: LedgerPayment) => payment.orderId === orderId),
        orphanedChargeRefunds,
        now,
      }),
    );
  }

  private async paymentsOf(orderIds: readonly string[]): Promise<LedgerPayment[]> {
    const payments: LedgerPayment[] = [];
    for (let read = 0; read < orderIds.length; read += ledgerPageSize)
      payments.push(...(await this.payments.ofOrders(orderIds.slice(read, read + ledgerPageSize))));
    return payments;
  }
}

const isWithin = ({ since, until }: Period, { createdAt }: { readonly createdAt: string }): boolean =>
  Date.parse(createdAt) >= since.getTime() && Date.parse(createdAt) < until.getTime();
