import { tallied } from '@holdfast/contracts';
import { Injectable } from '@nestjs/common';
import { type DisputeAtStripe } from '../stripe/dispute-report.ts';
import { type Period, StripeLedgerClient } from '../stripe/stripe-ledger.client.ts';
import { compareDispute, compareMissingDispute, compareUnrecordedDispute } from './compare-dispute.ts';
import { type Finding } from './finding.ts';
import { OwnDisputes } from './own-disputes.store.ts';
import { isWholePage, OwnLedger } from './own-ledger.store.ts';
import { isWithin, type Looked } from './page-of-ledgers.ts';

/** Compares disputes at Stripe with ours. Those of charges that are not ours are left alone. */
@Injectable()
export class DisputesComparison {
  constructor(
    private readonly stripe: StripeLedgerClient,
    private readonly own: OwnLedger,
    private readonly disputes: OwnDisputes,
  ) {}

  async lookAtStripe(period: Period, after: string | undefined): Promise<Looked> {
    const { entries, next } = await this.stripe.disputes(period, after);
    const booked = await this.disputes.knownBy(entries.map(({ disputeId }) => disputeId));
    const chargeIds = entries.map(({ chargeId }) => chargeId);
    const payments = await this.own.paymentsKnownBy([], chargeIds);
    const ours: DisputeAtStripe[] = [];
    const findings: (Finding | undefined)[] = [];
    for (const said of entries) {
      const known = booked.find(({ dispute }) => dispute.disputeId === said.disputeId);
      const of = payments.find(({ payment }) => payment.providerPaymentId === said.chargeId);
      if (known === undefined && of === undefined) continue;
      ours.push(said);
      if (known !== undefined) findings.push(compareDispute(said, known));
      else findings.push(of && compareUnrecordedDispute(said, of.payment));
    }
    const amounts = ours.map(({ amount }) => amount);
    return { checked: tallied('stripe', 'disputed', amounts), findings, next };
  }

  /** Includes open disputes of any age: a bank decides after months. */
  async lookAtOwn(period: Period, after: string | undefined): Promise<Looked> {
    const page = await this.disputes.of(period, after);
    const findings: (Finding | undefined)[] = [];
    for (const booked of page) {
      const found = await this.stripe.dispute(booked.dispute.disputeId);
      if (found === undefined) findings.push(compareMissingDispute(booked));
      else if (!isWithin(period, found)) findings.push(compareDispute(found, booked));
    }
    const recent = page.filter(({ dispute }) => Date.parse(dispute.openedAt) >= period.since.getTime());
    const amounts = recent.map(({ dispute }) => dispute.amount);
    const next = isWholePage(page) ? page.at(-1)?.dispute.disputeId : undefined;
    return { checked: tallied('payments', 'disputed', amounts), findings, next };
  }
}
