import { type CallProgress, type CheckoutOutcome } from '@holdfast/checkout-client';
import { EarlierRequests } from './earlier-requests.ts';
import {
  type LeftPurchase,
  type MakeSubmission,
  nothingHeard,
  type Paying,
  type PurchaseParts,
  type PurchaseState,
  type Refusal,
} from './purchase-state.ts';
import { failureOf, RunningCalls } from './running-calls.ts';
import { type Submission } from './submission.ts';
import { orderSeen, type OrderSeen } from './submission-desk.ts';

/** The call of the first click, and one more for clicks while it runs. */
const mostCalls = 2;

/** 1 s: several reasons to ask again come together when a connection is back. */
const freshMs = 1_000;

const emptyForm = { kind: 'form', refusal: undefined } as const;
const storageBlocked = { kind: 'form', refusal: { kind: 'storage_blocked' } } as const;

/** One purchase at a time, for all pages of a document: leaving a page does not end its calls. */
export class Purchase {
  private readonly listeners = new Set<() => void>();
  private current: PurchaseState = emptyForm;
  private readonly calls = new RunningCalls();
  private readonly earlier: EarlierRequests;

  constructor(private readonly parts: PurchaseParts) {
    this.earlier = new EarlierRequests(parts);
  }

  readonly state = (): PurchaseState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** For a page that appears: continues with what is stored. */
  async resume(): Promise<void> {
    const stored = this.current.kind === 'form' ? this.parts.desk.read() : undefined;
    if (stored !== undefined) await this.goOn(stored);
  }

  /** For a connection that is back, a page that is shown again, and a change by another tab. */
  async wake(): Promise<void> {
    if (this.current.kind === 'form') return this.resume();
    if (this.current.kind === 'left') return this.follow(this.current.submission);
    if (!('submission' in this.current) || this.current.submission === undefined) return;
    const { submission } = this.current;
    const isLeft = this.parts.desk.isLeft(submission);
    if (this.current.kind === 'unknown') return isLeft ? this.leave(submission) : this.askAgain();
    if (!isLeft && this.parts.now() - this.current.startedAt > freshMs) await this.send(submission);
  }

  /** Pays, or asks again about the running payment. */
  async pay(make: MakeSubmission): Promise<void> {
    if (this.current.kind !== 'form') return this.askAgain();
    try {
      this.parts.desk.checkStorage();
      this.show(this.paying(undefined, true));
      const made = await make();
      if (made === undefined) this.show(emptyForm);
      else await this.claimAndSend(made);
    } catch (error) {
      const isBlocked = failureOf(error) === 'blocked';
      if (!isBlocked) this.parts.report(error);
      this.refuse({ kind: isBlocked ? 'storage_blocked' : 'page_failed' });
    }
  }

  /** Sends the same submission again. At most one request is on its way beside the first. */
  async askAgain(): Promise<void> {
    const { current } = this;
    if (current.kind === 'unknown') {
      this.show(this.paying(current.submission));
      return this.send(current.submission);
    }
    if (current.kind !== 'paying') return;
    this.show({ ...current, wasAskedAgain: true });
    if (current.submission !== undefined) await this.send(current.submission);
  }

  /** For a click on a purchase that was left: sends the same request under the same key. */
  async payNow(): Promise<void> {
    if (this.current.kind !== 'left' || ['too_old', 'lost'].includes(this.current.earlier)) return;
    const { submission } = this.current;
    this.show(this.paying(submission));
    // It is stored already, so it may be sent though its new time finds no room.
    const renewed = await this.parts.desk.renew(submission).catch(() => submission);
    await (renewed === undefined ? this.follow(submission) : this.send(renewed));
  }

  /**
   * Gives up a purchase that had no effect, so that the cart can change, or one that was left. False if it
   * may have had one, or if another tab continues it.
   */
  async giveUp(): Promise<boolean> {
    const { current } = this;
    if (current.kind === 'left') return this.giveUpLeft(current);
    if (current.kind !== 'unknown' || current.outcome.mayHaveRun) return false;
    const entry = await this.parts.shop.find(current.submission.name);
    // Another tab may have sent it meanwhile.
    if (entry?.state !== 'released' || this.current !== current) return false;
    await this.parts.desk.drop(current.submission);
    this.show(emptyForm);
    return true;
  }

  /** For the page of the order, once it is shown. */
  arrived(): void {
    this.show(emptyForm);
  }

  /** For an order that another tab placed from the cart that this page shows. */
  placedElsewhere(orderId: string): void {
    this.show({ kind: 'ordered', orderId, isOfOtherTab: true });
  }

  private async giveUpLeft({ submission, earlier }: LeftPurchase): Promise<boolean> {
    const orderId = await this.earlier.orderOf(submission);
    const isGivenUp = orderId === undefined && (await this.parts.desk.giveUp(submission, earlier === 'lost'));
    if (isGivenUp) this.show(emptyForm);
    else await this.follow(submission);
    return isGivenUp;
  }

  /** Does what other tabs decided about a purchase that was left, if they did. */
  private async follow(submission: Submission): Promise<void> {
    if (this.parts.desk.holds(submission)) return this.goOn(submission);
    const placed = this.parts.desk.orderOf(submission.name);
    if (placed === undefined) this.show(emptyForm);
    else this.placedElsewhere(placed);
  }

  /** Sends nothing that was left. */
  private async goOn(stored: Submission): Promise<void> {
    if (this.current.kind !== 'left') this.show(this.paying(stored));
    const orderId = await this.earlier.orderOf(stored);
    if (orderId !== undefined) return this.order(stored, orderSeen(orderId, stored), false);
    if (this.parts.desk.isLeft(stored)) return this.leave(stored);
    this.show(this.paying(stored));
    return this.send(stored);
  }

  private async leave(submission: Submission): Promise<void> {
    const earlier = await this.earlier.resultOf(submission);
    this.end(submission, { kind: 'left', submission, earlier });
  }

  private async claimAndSend(made: Submission): Promise<void> {
    const claim = await this.parts.desk.claim(made);
    if (claim.kind === 'placed') return this.placedElsewhere(claim.orderId);
    if (claim.kind === 'changed') return this.refuse({ kind: 'cart_changed' });
    const { submission } = claim;
    if (claim.kind === 'found' && this.parts.desk.isLeft(submission)) return this.goOn(submission);
    const wasAskedAgain = this.current.kind === 'paying' && this.current.wasAskedAgain;
    this.show({ ...this.paying(submission, true), wasAskedAgain });
    if (claim.kind === 'stored') this.calls.willSend(submission);
    const sends = [this.send(submission, claim.kind === 'found')];
    if (wasAskedAgain) sends.push(this.send(submission));
    await Promise.all(sends);
  }

  private async send(submission: Submission, isFound = false): Promise<void> {
    const wasGivenUp = await this.earlier.wasGivenUp(submission);
    const running = this.calls.countOf(submission);
    if (wasGivenUp) this.end(submission, emptyForm);
    if (wasGivenUp || running >= mostCalls || !this.isAbout(submission)) return;
    const { name, body } = submission;
    const placed = this.parts.desk.orderOf(name);
    if (placed !== undefined) return this.placedElsewhere(placed);
    const onProgress = (progress: CallProgress): void => this.note(submission, progress);
    const options = running === 0 ? { onProgress } : {};
    try {
      const call = () => this.parts.shop.checkout(name, body, options);
      const outcome = await this.calls.during(submission, call);
      if (this.isAbout(submission)) await this.conclude(submission, outcome, isFound);
    } catch (error) {
      if (this.isAbout(submission)) await this.concludeError(submission, error);
    }
  }

  private async conclude(submission: Submission, outcome: CheckoutOutcome, isFound: boolean): Promise<void> {
    if (outcome.kind === 'paid' || outcome.kind === 'pending' || outcome.kind === 'action_required')
      return this.order(submission, outcome.order, isFound);
    if (outcome.kind === 'unknown')
      return void this.end(submission, { kind: 'unknown', submission, outcome });
    await this.parts.desk.tookNothing(submission, outcome).catch(this.parts.report);
    if (this.isAbout(submission)) this.refuse({ kind: 'outcome', outcome, submission });
  }

  /** A call ends in an error before it sends; an earlier one may have taken the money. */
  private async concludeError(submission: Submission, error: unknown): Promise<void> {
    const orderId = await this.earlier.orderOf(submission);
    if (orderId !== undefined) return this.order(submission, orderSeen(orderId, submission), true);
    const failure = failureOf(error);
    if (failure === 'bug') this.parts.report(error);
    if (failure !== 'other_body' && !this.calls.isUnsent(submission))
      return void this.end(submission, { kind: 'unknown', submission, outcome: nothingHeard });
    const isOfOtherBody = failure === 'other_body';
    const unsent = isOfOtherBody ? await this.earlier.withoutBody(submission) : storageBlocked;
    // This body was never sent, and must not be by the next page.
    if (this.end(submission, unsent)) await this.parts.desk.drop(submission).catch(this.parts.report);
  }

  private async order(submission: Submission, order: OrderSeen, isOfOtherTab: boolean): Promise<void> {
    // A full storage does not hide an order: its submission stays, and leads there again.
    await this.parts.desk.becameOrder(submission, order).catch(this.parts.report);
    if (this.isAbout(submission)) this.show({ kind: 'ordered', orderId: order.orderId, isOfOtherTab });
  }

  private refuse(refusal: Refusal): void {
    this.show({ kind: 'form', refusal });
  }

  private note(submission: Submission, progress: CallProgress): void {
    if (this.current.kind !== 'paying' || !this.isAbout(submission)) return;
    const wasAskedAgain = this.current.wasAskedAgain && progress.last === undefined;
    this.show({ ...this.current, wasAskedAgain, progress: { ...progress, at: this.parts.now() } });
  }

  private paying(submission: Submission | undefined, isFromForm = false): Paying {
    const startedAt = this.current.kind === 'paying' ? this.current.startedAt : this.parts.now();
    const common = { submission, startedAt, progress: undefined, wasAskedAgain: false };
    return { kind: 'paying', isFromForm, ...common };
  }

  /** False for the late end of a call whose submission has its outcome. */
  private isAbout({ name }: Submission): boolean {
    return 'submission' in this.current && this.current.submission?.name === name;
  }

  /** Shows a state, unless there is an end already, or another call may find one. True if it is shown. */
  private end(submission: Submission, state: PurchaseState): boolean {
    const isOver = this.isAbout(submission) && this.calls.countOf(submission) === 0;
    if (isOver) this.show(state);
    return isOver;
  }

  private show(state: PurchaseState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}
