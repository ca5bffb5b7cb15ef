import { type Reconciliation, tallied } from '@holdfast/contracts';
import { Settings } from '@holdfast/service-defaults';
import { LedgerOrder, repairFindings } from '@holdfast/service-defaults/reconciliation';
import { Injectable } from '@nestjs/common';
import { type PaymentsConfig } from '../payments.config.ts';
import { type Charge } from '../stripe/ledger-entry.ts';
import { type Period, StripeLedgerClient } from '../stripe/stripe-ledger.client.ts';
import { differenceOf, type Finding, type Repair, repairTexts, recentDifferenceOf } from './finding.ts';
import { ChargesComparison } from './charges.comparison.ts';
import { compareReview, compareMissingCharge } from './compare-payment.ts';
import { compareReturned } from './compare-dispute.ts';
import {
  compareRefund,
  compareSecondRefund,
  compareUnrecordedRefund,
  compareMissingRefund,
} from './compare-refund.ts';
import { DisputesComparison } from './disputes.comparison.ts';
import { type BookedPayment, isWholePage, OwnLedger } from './own-ledger.store.ts';
import { endedAsAnother } from '../refund/refund.ts';
import { amountsOf, isWithin, type Looked, type PageOfLedgers } from './page-of-ledgers.ts';
import { RepairPaymentsHandler } from './repair-payments.handler.ts';
import { asLedgerUnreadable, invalidCursor } from './reconciliation.errors.ts';
import { UnappliedEventsComparison } from './unapplied-events.comparison.ts';

/** In this order: entries at Stripe, then rows that only payments has. */
type Ledger = 'charges' | 'refunds' | 'disputes' | 'payments' | 'own-refunds' | 'own-disputes';
const ledgers = new LedgerOrder<Ledger>([
  'charges',
  'refunds',
  'disputes',
  'payments',
  'own-refunds',
  'own-disputes',
]);

/**
 * 5 s on either side: a charge is made soon after its payment is stored, by a clock that counts whole
 * seconds. Charges further away are looked up one by one; a wider margin would read a busy account's charges
 * many times.
 */
const marginMs = 5_000;

@Injectable()
export class ReconcilePaymentsHandler {
  constructor(
    private readonly stripe: StripeLedgerClient,
    private readonly own: OwnLedger,
    private readonly charges: ChargesComparison,
    private readonly disputes: DisputesComparison,
    private readonly unapplied: UnappliedEventsComparison,
    private readonly repairs: RepairPaymentsHandler,
    @Settings() private readonly config: Pick<PaymentsConfig, 'RECONCILE_MIN_AGE_MS'>,
  ) {}

  /** Compares one page of one ledger with the other; `next` is the page after it. */
  async page({ after, repair, ...period }: PageOfLedgers): Promise<Reconciliation> {
    const position = ledgers.read(after);
    if (position === undefined) throw invalidCursor();
    const { ledger, cursor } = position;
    const { checked, findings, next } = await this.look(ledger, period, cursor).catch((error: unknown) => {
      throw asLedgerUnreadable(error);
    });
    const found = findings.filter((each) => each !== undefined);
    const { recent, handled } = await repairFindings(found, {
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

  private look(ledger: Ledger, period: Period, after: string | undefined): Promise<Looked> {
    switch (ledger) {
      case 'charges':
        return this.charges.lookAtStripe(period, after);
      case 'refunds':
        return this.lookAtRefunds(period, after);
      case 'disputes':
        return this.disputes.lookAtStripe(period, after);
      case 'payments':
        return this.lookAtPayments(period, after);
      case 'own-refunds':
        return this.lookAtOwnRefunds(period, after);
      case 'own-disputes':
        return this.disputes.lookAtOwn(period, after);
    }
  }

  private async lookAtRefunds(period: Period, after: string | undefined): Promise<Looked> {
    const { entries, next } = await this.stripe.refunds(period, after);
    const booked = await this.own.refundsKnownBy(
      entries.flatMap(({ marks }) => marks.refundId ?? []),
      entries.map(({ providerRefundId }) => providerRefundId),
    );
    const payments = await this.own.paymentsKnownBy(
      [],
      entries.map(({ chargeId }) => chargeId),
    );
    const ours = entries.filter(({ chargeId }) =>
      payments.some(({ payment }) => payment.providerPaymentId === chargeId),
    );
    const findings = ours.flatMap((made) => {
      const named = booked.find(({ refund }) => refund.refundId === made.marks.refundId);
      const earlier = named && endedAsAnother(named.refund, made.providerRefundId) ? named.refund : undefined;
      const known =
        booked.find(({ refund }) => refund.providerRefundId === made.providerRefundId) ??
        (earlier === undefined ? named : undefined);
      if (known !== undefined) return [compareRefund(made, known), compareSecondRefund(made, earlier)];
      const of = payments.find(({ payment }) => payment.providerPaymentId === made.chargeId);
      return of && compareUnrecordedRefund(made, of.payment, earlier);
    });
    const succeeded = ours.filter(({ outcome }) => outcome.kind === 'succeeded');
    return { checked: tallied('stripe', 'refunded', amountsOf(succeeded)), findings, next };
  }

  /** Charges within the period were compared with Stripe's ledger; the rest are looked up here. */
  private async lookAtPayments(period: Period, after: string | undefined): Promise<Looked> {
    const page = await this.own.payments(period, after);
    const made = around(page.map(({ payment }) => payment));
    const listed = made === undefined ? [] : await this.stripe.allCharges(made);
    const findings: (Finding | undefined)[] = [
      ...page.map(compareReview),
      ...page.map(compareReturned),
      ...(after === undefined ? await this.unapplied.ofOlderPayments(period) : []),
      ...(await this.unapplied.ofPage(page)),
    ];
    const older = after === undefined ? await this.own.olderAbandonedPayments(period) : [];
    for (const booked of [...page, ...older]) {
      const charge =
        listed.find(({ marks }) => marks.paymentId === booked.payment.paymentId) ??
        (await this.chargeOf(booked));
      if (charge === undefined) findings.push(compareMissingCharge(booked));
      else if (!isWithin(period, charge)) findings.push(await this.charges.compare(charge, booked));
    }
    const paid = page.filter(({ payment: { status } }) => status === 'succeeded' || status === 'refunded');
    return {
      checked: tallied(
        'payments',
        'charged',
        paid.map(({ payment }) => payment.amount),
      ),
      findings,
      next: isWholePage(page) ? page.at(-1)?.payment.paymentId : undefined,
    };
  }

  private async chargeOf({ payment }: BookedPayment): Promise<Charge | undefined> {
    const { status, providerPaymentId, paymentId } = payment;
    if (status === 'failed') return undefined;
    return providerPaymentId === null
      ? this.stripe.chargeOfPayment(paymentId)
      : this.stripe.charge(providerPaymentId);
  }

  /** Includes pending refunds of any age: Stripe may settle a refund days later. */
  private async lookAtOwnRefunds(period: Period, after: string | undefined): Promise<Looked> {
    const page = await this.own.refunds(period, after);
    const recent = page.filter(({ refund }) => Date.parse(refund.createdAt) >= period.since.getTime());
    const made = around(recent.map(({ refund }) => refund));
    const listed = made === undefined ? [] : await this.stripe.allRefunds(made);
    const findings: (Finding | undefined)[] = [];
    for (const booked of page) {
      const { status, providerRefundId, refundId } = booked.refund;
      if (status === 'failed') continue;
      const found =
        listed.find(
          (made) => made.marks.refundId === refundId && !endedAsAnother(booked.refund, made.providerRefundId),
        ) ?? (providerRefundId === null ? undefined : await this.stripe.refund(providerRefundId));
      if (found === undefined) findings.push(compareMissingRefund(booked));
      else if (!isWithin(period, found)) findings.push(compareRefund(found, booked));
    }
    const succeeded = recent.filter(({ refund }) => refund.status === 'succeeded');
    return {
      checked: tallied(
        'payments',
        'refunded',
        succeeded.map(({ refund }) => refund.amount),
      ),
      findings,
      next: isWholePage(page) ? page.at(-1)?.refund.refundId : undefined,
    };
  }
}

/** The period in which Stripe made the counterparts of these rows; undefined without rows. */
function around(rows: readonly { readonly createdAt: string }[]): Period | undefined {
  if (rows.length === 0) return undefined;
  const times = rows.map(({ createdAt }) => Date.parse(createdAt));
  return {
    since: new Date(Math.min(...times) - marginMs),
    until: new Date(Math.max(...times) + marginMs),
  };
}
