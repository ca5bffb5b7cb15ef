import { tallied } from '@holdfast/contracts';
import { Injectable } from '@nestjs/common';
import { isMadeBy } from '../payment/installation.ts';
import { InstallationStore } from '../payment/installation.store.ts';
import { type Charge } from '../stripe/ledger-entry.ts';
import { type Period, StripeLedgerClient } from '../stripe/stripe-ledger.client.ts';
import { compareCharge } from './compare-payment.ts';
import { type Finding } from './finding.ts';
import { type BookedPayment, OwnLedger } from './own-ledger.store.ts';
import { amountsOf, type Looked } from './page-of-ledgers.ts';

@Injectable()
export class ChargesComparison {
  constructor(
    private readonly stripe: StripeLedgerClient,
    private readonly own: OwnLedger,
    private readonly installation: InstallationStore,
  ) {}

  async lookAtStripe(period: Period, after: string | undefined): Promise<Looked> {
    const { entries, next } = await this.stripe.charges(period, after);
    const booked = await this.own.paymentsKnownBy(
      entries.map(({ marks }) => marks.paymentId ?? ''),
      entries.map(({ chargeId }) => chargeId),
    );
    const bookedAs = ({ marks }: Charge): BookedPayment | undefined =>
      booked.find(({ payment }) => payment.paymentId === marks.paymentId);
    const installation = await this.installation.get();
    const isOurs = (charge: Charge): boolean =>
      bookedAs(charge) !== undefined || isMadeBy(installation, charge.marks);
    const succeeded = entries.filter(({ outcome }) => outcome?.kind === 'succeeded');
    const checked = [
      ...tallied('stripe', 'charged', amountsOf(succeeded.filter(isOurs))),
      ...tallied('stripe', 'not_ours', amountsOf(succeeded.filter((charge) => !isOurs(charge)))),
    ];
    const findings: (Finding | undefined)[] = [];
    for (const charge of entries.filter(isOurs)) findings.push(await this.compare(charge, bookedAs(charge)));
    return { checked, findings, next };
  }

  /** A charge that only an operator may refund is settled once it is refunded. */
  async compare(charge: Charge, booked: BookedPayment | undefined): Promise<Finding | undefined> {
    const finding = compareCharge(charge, booked);
    const isForOperator = finding !== undefined && isToBeRefundedByOperator(finding);
    return isForOperator && (await this.stripe.isRefunded(charge.chargeId)) ? undefined : finding;
  }
}

const isToBeRefundedByOperator = ({ kind, then }: Finding): boolean =>
  kind === 'payment_charged_twice' || (kind === 'charge_without_payment' && 'state' in then);
