import { type EarlierResult, type PurchaseParts, type PurchaseState } from './purchase-state.ts';
import { knownOrderId, type Submission } from './submission.ts';

/** The requests that the tabs of this browser have sent for a submission. */
export class EarlierRequests {
  constructor(private readonly parts: Pick<PurchaseParts, 'shop' | 'desk'>) {}

  /** Undefined also if the storage cannot be read: then the server is asked. */
  async orderOf(submission: Submission): Promise<string | undefined> {
    return knownOrderId(await this.entryOf(submission)) ?? this.parts.desk.orderOf(submission.name);
  }

  async resultOf(submission: Submission): Promise<EarlierResult> {
    const entry = await this.entryOf(submission);
    if (entry?.state === 'released' || entry?.state === 'refused') return 'took_nothing';
    return entry !== undefined && this.parts.desk.isTooOld(entry) ? 'too_old' : 'unknown';
  }

  /** The state for a submission whose name has an open request, of which this browser has lost the body. */
  async withoutBody(submission: Submission): Promise<PurchaseState> {
    const entry = await this.entryOf(submission);
    const isLeft = entry !== undefined && this.parts.desk.isLongAgo(entry);
    if (isLeft) return { kind: 'left', submission, earlier: 'lost' };
    return { kind: 'form', refusal: { kind: 'earlier_unknown', submission } };
  }

  /** In another tab: sent again, it could take money for a cart that has changed. */
  async wasGivenUp(submission: Submission): Promise<boolean> {
    if (this.parts.desk.holds(submission)) return false;
    const entry = await this.entryOf(submission);
    // One that a tab concluded has its order, or a state other than open.
    return entry?.state === 'released' || (entry?.state === 'open' && entry.reference === undefined);
  }

  private entryOf({ name }: Submission) {
    return this.parts.shop.find(name).catch(() => undefined);
  }
}
