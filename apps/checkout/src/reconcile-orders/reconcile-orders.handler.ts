import {
  type Difference,
  type LedgerPayment,
  type Reconciliation,
  type Tally,
  tallied,
} from '@holdfast/contracts';
import { reasonOf } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { type CheckoutConfig } from '../checkout.config.ts';
import { PaymentsLedgerClient, type Period } from '../payments-client/payments-ledger.client.ts';
import { differenceOf, type Finding, type RepairResult } from './finding.ts';
import { judgeOrder } from './judge-order.ts';
import { type BookedOrder, isWholePage, OrdersLedger } from './orders-ledger.store.ts';
import { noSuchPosition } from './reconciliation.errors.ts';
import { RepairOrdersHandler } from './repair-orders.handler.ts';

export interface PageOfLedgers extends Period {
  readonly repair: boolean;
  /** Where to go on: the `next` of the page before. */
  readonly after?: string | undefined;
}

interface Looked {
  readonly checked: readonly Tally[];
  readonly findings: readonly Finding[];
  readonly next: string | undefined;
}

/** Payments' own comparison with Stripe comes first: what it repairs is then compared with the orders. */
const ledgers = ['stripe', 'orders', 'payments'] as const;
type Ledger = (typeof ledgers)[number];

/** Where a run begins that leaves Stripe to payments. */
export const withoutStripe = 'orders:';

@Injectable()
export class ReconcileOrdersHandler {
  constructor(
    private readonly payments: PaymentsLedgerClient,
    private readonly own: OrdersLedger,
    private readonly repairs: RepairOrdersHandler,
    private readonly config: Pick<CheckoutConfig, 'RECONCILE_UNDER_WAY_MS'>,
  ) {}

  /** Compares one page of one ledger with the others; `next` is the page after it. */
  async page({ after, repair, ...period }: PageOfLedgers): Promise<Reconciliation> {
    const [ledger, cursor] = positionIn(after);
    if (ledger === 'stripe') return this.pageOfStripe({ ...period, repair }, cursor);
    const { checked, findings, next } =
      ledger === 'orders'
        ? await this.lookAtOrders(period, cursor)
        : await this.lookAtPayments(period, cursor);
    const old = findings.filter(({ quietMs }) => quietMs >= this.config.RECONCILE_UNDER_WAY_MS);
    const differences: Difference[] = [];
    for (const finding of old) differences.push(differenceOf(finding, await this.repaired(finding, repair)));
    return {
      checked: [...checked],
      underWay: findings.length - old.length,
      differences,
      next: positionAfter(ledger, next),
    };
  }

  private async pageOfStripe(
    { since, until, repair }: PageOfLedgers,
    after: string | undefined,
  ): Promise<Reconciliation> {
    const asked = { since: since.toISOString(), until: until.toISOString(), repair };
    const page = await this.payments.compare(after === undefined ? asked : { ...asked, after });
    return { ...page, next: positionAfter('stripe', page.next ?? undefined) };
  }

  private async repaired({ then }: Finding, isWanted: boolean): Promise<RepairResult> {
    if (!isWanted || 'state' in then) return { kind: 'not_asked' };
    try {
      await this.repairs.repair(then.repair);
      return { kind: 'done' };
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  private async lookAtOrders(period: Period, after: string | undefined): Promise<Looked> {
    const page = await this.own.ofPeriod(period, after);
    const orderIds = page.map(({ order }) => order.orderId);
    const orders = page.map(({ order }) => order);
    const paid = orders.filter(({ status }) => status !== 'payment_pending' && status !== 'payment_failed');
    return {
      checked: [
        ...tallied(
          'checkout',
          'charged',
          paid.map(({ total }) => total),
        ),
        ...tallied(
          'checkout',
          'refunded',
          paid.filter(({ status }) => status === 'refunded').map(({ total }) => total),
        ),
      ],
      findings: await this.judge(orderIds, page),
      next: isWholePage(page) ? orderIds.at(-1) : undefined,
    };
  }

  /** The payments whose orders were not among those of the period. */
  private async lookAtPayments(period: Period, after: string | undefined): Promise<Looked> {
    const { payments, next } = await this.payments.ofPeriod(period, after);
    const known = await this.own.read(payments.map(({ orderId }) => orderId));
    const wasJudged = (orderId: string): boolean =>
      known.some(({ order }) => order.orderId === orderId && isWithin(period, order));
    const orderIds = [...new Set(payments.map(({ orderId }) => orderId))].filter(
      (orderId) => !wasJudged(orderId),
    );
    const chargeRefunds = await this.own.chargeRefundsOf(payments.map(({ paymentId }) => paymentId));
    const returned = payments.filter(({ paymentId }) => chargeRefunds.get(paymentId)?.status === 'succeeded');
    return {
      checked: tallied(
        'checkout',
        'returned',
        returned.map(({ amount }) => amount),
      ),
      findings: await this.judge(orderIds, known),
      next: next ?? undefined,
    };
  }

  private async judge(orderIds: readonly string[], booked: readonly BookedOrder[]): Promise<Finding[]> {
    const payments = await this.payments.ofOrders(orderIds);
    const chargeRefunds = await this.own.chargeRefundsOf(payments.map(({ paymentId }) => paymentId));
    const now = new Date();
    return orderIds.flatMap((orderId) =>
      judgeOrder({
        orderId,
        booked: booked.find(({ order }) => order.orderId === orderId),
        payments: payments.filter((payment: LedgerPayment) => payment.orderId === orderId),
        chargeRefunds,
        now,
      }),
    );
  }
}

const isWithin = ({ since, until }: Period, { createdAt }: { readonly createdAt: string }): boolean =>
  Date.parse(createdAt) >= since.getTime() && Date.parse(createdAt) < until.getTime();

function positionIn(after: string | undefined): [Ledger, string | undefined] {
  const [name, ...cursor] = after?.split(':') ?? [];
  const ledger = ledgers.find((each) => each === name);
  if (after !== undefined && ledger === undefined) throw noSuchPosition();
  return [ledger ?? ledgers[0], cursor.join(':') || undefined];
}

function positionAfter(ledger: Ledger, next: string | undefined): string | null {
  if (next !== undefined) return `${ledger}:${next}`;
  const following = ledgers[ledgers.indexOf(ledger) + 1];
  return following === undefined ? null : `${following}:`;
}
