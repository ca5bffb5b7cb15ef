import { type Stripe } from 'stripe';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { endedAs, withRefunded } from './refund.ts';

/** Ends the refunds whose end comes later: by itself when it is due, or on demand before. */
export class RefundSettler {
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly onCommit: () => void,
  ) {}

  /** Ends what is due and sleeps until the next is; called at start and after each commit. */
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

  /** Ends a refund now. Undefined when no end is to come, or it has come already. */
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

  /** The amount of a refund that failed is on the account's balance again, and may be refunded anew. */
  private giveBack(refund: Stripe.Refund): void {
    const charge = typeof refund.charge === 'string' ? this.ledger.charges.find(refund.charge) : undefined;
    if (charge === undefined) throw new Error(`refund ${refund.id} has no charge`);
    this.ledger.charges.replace(withRefunded(charge, -refund.amount));
  }
}
