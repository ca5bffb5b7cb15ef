import { withJobContext } from '@holdfast/service-defaults';

/** 5 s: a customer whose order was refused tries again within minutes, and this is one small request (guess). */
const recheckMs = 5_000;

const ofItsOwn = { id: 'payments-availability', traceparent: undefined };

/**
 * Whether payments can charge at all. It cannot while the provider refuses the shop itself: then it is asked again and again, in the background, until
 * it can; before and after that nobody asks.
 */
export class PaymentsAvailability {
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  /** `canCharge` asks payments; while it rejects nothing changes. */
  constructor(private readonly canCharge: () => Promise<boolean>) {}

  get isRefused(): boolean {
    return this.timer !== undefined;
  }

  /** Payments has said of a payment that the provider refuses the shop. */
  recordRefusal(): void {
    // Outside the order that brought the news: its deadline and its caller are gone when payments is asked.
    if (!this.isRefused && !this.isClosed) withJobContext(ofItsOwn, () => this.checkLater());
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
    if (canChargeAgain) this.timer = undefined;
    else this.checkLater();
  }
}
