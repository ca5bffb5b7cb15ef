import { metrics, withJobContext } from '@holdfast/service-defaults';
import { Gauge } from '@prometheus-io/client';

const refusesAll = new Gauge({
  name: 'checkout_payments_refused',
  help: '1 while new orders are refused because payments cannot charge, otherwise 0.',
  registers: [metrics],
});

/** 5 s: refused customers retry within minutes, and a check is one small request. */
const recheckMs = 5_000;

const jobContext = { id: 'payments-availability', traceparent: undefined };

/**
 * Knows whether payments can charge at all. Once payments reports that the provider rejects the shop, checks
 * in the background until it accepts it again.
 */
export class PaymentsAvailability {
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  /** While `canCharge` rejects, nothing changes. */
  constructor(private readonly canCharge: () => Promise<boolean>) {}

  get isRefused(): boolean {
    return this.timer !== undefined;
  }

  recordRefusal(): void {
    // Outside the context of the order: its deadline and its caller are gone by then.
    if (this.isRefused || this.isClosed) return;
    refusesAll.set(1);
    withJobContext(jobContext, () => this.checkLater());
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private checkLater(): void {
    this.timer = setTimeout(() => void this.check(), recheckMs).unref();
  }

  private async check(): Promise<void> {
    const canChargeAgain = await this.canCharge().catch(() => false);
    if (this.isClosed) return;
    if (!canChargeAgain) return this.checkLater();
    this.timer = undefined;
    refusesAll.set(0);
  }
}
