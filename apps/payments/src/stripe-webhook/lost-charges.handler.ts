import { edgeErrors, Problem, Settings } from '@holdfast/service-defaults';
import { repairFindings } from '@holdfast/service-defaults/reconciliation';
import { Injectable } from '@nestjs/common';
import { isMadeBy } from '../payment/installation.ts';
import { InstallationStore } from '../payment/installation.store.ts';
import { type PaymentsConfig } from '../payments.config.ts';
import { compareCharge } from '../reconcile-payments/compare-payment.ts';
import { type Repair, repairTexts } from '../reconcile-payments/finding.ts';
import { OwnLedger } from '../reconcile-payments/own-ledger.store.ts';
import { RepairPaymentsHandler } from '../reconcile-payments/repair-payments.handler.ts';
import { type Charge } from '../stripe/ledger-entry.ts';

/** Restores payments whose rows were lost. A bank can take longer than reconciliation looks back. */
@Injectable()
export class LostChargesHandler {
  constructor(
    private readonly own: OwnLedger,
    private readonly installation: InstallationStore,
    private readonly repairs: RepairPaymentsHandler,
    @Settings() private readonly config: Pick<PaymentsConfig, 'RECONCILE_MIN_AGE_MS'>,
  ) {}

  /**
   * Does nothing for a charge that is not ours or that took no money, and leaves new ones to reconciliation.
   * @throws Problem 503, so that Stripe redelivers the event, until the payment is restored.
   */
  async restore(charge: Charge): Promise<void> {
    const { RECONCILE_MIN_AGE_MS: minAgeMs } = this.config;
    if (charge.ageMs < minAgeMs || !isMadeBy(await this.installation.get(), charge.marks)) return;
    const finding = compareCharge(charge, undefined);
    if (finding === undefined) return;
    const { handled } = await repairFindings([finding], {
      database: this.own.database,
      minAgeMs,
      isWanted: true,
      repair: (repair: Repair) => this.repairs.repair(repair),
      words: repairTexts,
    });
    if (handled[0]?.[1].state !== 'repaired') throw notRestoredYet();
  }
}

function notRestoredYet(): Problem {
  return new Problem(
    edgeErrors.serviceUnavailable,
    'This event cannot be applied yet: its payment has no record and could not be restored.',
    { retryAfterSeconds: 60 },
  );
}
