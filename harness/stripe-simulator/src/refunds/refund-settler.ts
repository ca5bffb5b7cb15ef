import { type Stripe } from 'stripe';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { endedAs, withRefunded } from './refund.ts';

/** Applies the later results of refunds: automatically when due, or earlier on demand. */
export class RefundSettler {
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly onCommit: () => void,
  ) {}

  /** Applies due results and sleeps until the next one; called at start and after each commit. */
  nudge(): void {
    if (this.isStopping) return;
    clearTimeout(this.timer);
    const { refundEnds } = this.ledger;
    for (const refund of refundEnds.due(Date.now())) this.settle(refund);
    const next = refundEnds.nextDueAt();
    if (next !== undefined) this.timer = setTimeout(() => this.nudge(), Math.max(0, next - Date.now()));
  }

  stop(): void {
    this.isStopping = true;
    clearTimeout(this.timer);
  }

  /** Applies a refund's result now. Undefined if it has none or it was applied already. */
  settle(refundId: string): Stripe.Refund | undefined {
    const settled = this.ledger.transaction(() => this.end(refundId));
    if (settled !== undefined) this.onCommit();
    return settled;
  }

  private end(refundId: string): Stripe.Refund | undefined {
    const { ledger } = this;
    const end = ledger.refundEnds.take(refundId);
    const refund = ledger.refunds.find(refundId);
    if (end === undefined || refund === undefined) return undefined;
    const origin: EventOrigin = { ledger, requestId: null, idempotencyKey: null, at: Date.now() };
    const ended = endedAs(end, refund);
    ledger.refunds.replace(ended);
    if (end === 'failed') this.giveBack(refund);
    const { status, pending_reason: reason } = refund;
    const previous = { status, ...(reason === undefined ? {} : { pending_reason: reason }) };
    recordEvent(origin, 'charge.refund.updated', ended, previous);
    recordEvent(origin, 'refund.updated', ended, previous);
    if (end === 'failed') recordEvent(origin, 'refund.failed', ended);
    return ended;
  }

  /** The amount of a failed refund is back on the account's balance and can be refunded again. */
  private giveBack(refund: Stripe.Refund): void {
    const charge = typeof refund.charge === 'string' ? this.ledger.charges.find(refund.charge) : undefined;
    if (charge === undefined) throw new Error(`refund ${refund.id} has no charge`);
    this.ledger.charges.replace(withRefunded(charge, -refund.amount));
  }
}
