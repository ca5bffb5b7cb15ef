import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { type CustomerResponse, type SeededRandom, type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { chargeOf, leftAtStripe, paymentsKnowsAll } from './a-charge-and-its-returns.ts';
import { openDispute, type OpenDispute } from './a-dispute.ts';
import { expectPaid } from './expectations.ts';
import { type Part, refundPart, usd } from './parts-of-refunds.ts';
import { inDashboard } from './refunds-seen.ts';

/** Its bank returns every refund soon after it was made. */
const returning = 'pm_card_refundFail';
const pending = 'pm_card_pendingRefund';

interface Card {
  readonly paymentMethod: string;
  /** Its bank takes no refund: each is pending, and then fails. */
  readonly isClosed?: true;
}

/** Refunds to them succeed immediately, later, or not at all. */
const cards: readonly Card[] = [
  { paymentMethod: 'pm_card_visa' },
  { paymentMethod: 'pm_card_visa' },
  { paymentMethod: pending },
  { paymentMethod: pending, isClosed: true },
  { paymentMethod: returning },
];

/** The ways in which money moves after an order, whether or not they fit what happened before. */
export const moves = [
  'refund a part',
  'refund the rest',
  'refund in the dashboard',
  'annotate in the dashboard',
  'open a dispute',
  'win a dispute',
  'lose a dispute',
  'reopen a dispute',
  'repeat a refund',
  "use another's key",
] as const;
export type Move = (typeof moves)[number];

interface Request {
  readonly key: string;
  readonly part: Part;
}

/** One paid order, and the requests about it so far. */
export class MovingOrder {
  private last: Request | undefined;
  /** Its key is taken. */
  private accepted: Request | undefined;
  private disputes: readonly OpenDispute[] = [];
  private lastWon: OpenDispute | undefined;

  private constructor(
    private readonly system: System,
    private readonly random: SeededRandom,
    private readonly shopper: Shopper,
    readonly orderId: string,
    private readonly totalMinor: number,
    private readonly card: Card,
  ) {}

  static async of(system: System, random: SeededRandom, shopper: Shopper): Promise<MovingOrder> {
    const card = random.pick(cards);
    const { paymentMethod } = card;
    const response = await shopper.checkOut({ order: { paymentMethod } });
    const orderId = expectPaid(response);
    const { total } = JSON.parse(response.text) as { total: { amountMinor: number } };
    return new MovingOrder(system, random, shopper, orderId, total.amountMinor, card);
  }

  /** `others`: the orders whose keys may be used by mistake. */
  async move(how: Move, others: readonly MovingOrder[]): Promise<void> {
    switch (how) {
      case 'refund a part':
        return void (await this.refund({ key: uuidv7(), part: usd(this.anAmount()) }));
      case 'refund the rest':
        return void (await this.refund({ key: uuidv7(), part: {} }));
      case 'refund in the dashboard':
        return this.atTheProvider(() => inDashboard(this.system, this.orderId, this.anAmount()));
      case 'annotate in the dashboard':
        return this.annotate();
      case 'open a dispute':
        return this.dispute();
      case 'win a dispute':
        return this.decide('won');
      case 'lose a dispute':
        return this.decide('lost');
      case 'reopen a dispute':
        return this.reopen();
      case 'repeat a refund':
        return this.repeat();
      case "use another's key":
        return this.underAnothersKey(others);
    }
  }

  untilPaymentsKnows(): Promise<void> {
    return paymentsKnowsAll(this.system, this.orderId);
  }

  /** After this, only our own refunds can fail. */
  async winOpenDisputes(): Promise<void> {
    for (const dispute of this.disputes) await dispute.close('won');
    this.disputes = [];
  }

  /** Whatever happened before: what the provider would return can be returned, and nothing else. */
  async expectRestReturnable(): Promise<void> {
    const left = leftAtStripe(await chargeOf(this.system, this.orderId));
    const { status, text } = await this.refund({ key: uuidv7(), part: {} });
    const what = left === undefined ? 'after a lost dispute' : `with ${left} left`;
    const isReturnable = left !== undefined && left > 0;
    // The bank may have returned it before the response.
    if (isReturnable && this.card.paymentMethod === returning && text.includes('did not go through')) return;
    assert.equal(
      status,
      isReturnable ? 201 : 409,
      `a refund of the rest of ${this.orderId}, ${what}: ${text}`,
    );
  }

  private anAmount(): number {
    return this.random.between(1, Math.ceil(this.totalMinor * 0.35));
  }

  private send({ key, part }: Request): Promise<CustomerResponse> {
    return refundPart(this.system, this.shopper, this.orderId, part, { key });
  }

  /** No service is broken, so each request gets a response about its order. */
  private async refund(request: Request): Promise<CustomerResponse> {
    const response = await this.send(request);
    this.last = request;
    const { status, text } = response;
    if (status === 201) this.accepted = request;
    if (status === 201 && this.card.isClosed === true) await this.failPendingRefunds();
    assert.ok([201, 409, 422].includes(status), `a refund of ${this.orderId} got ${status}: ${text}`);
    return response;
  }

  private async failPendingRefunds(): Promise<void> {
    const { refunds } = await chargeOf(this.system, this.orderId);
    for (const { refundId } of refunds.filter(({ status }) => status === 'pending'))
      await this.atTheProvider(async () => {
        await this.system.simulator.post(`/_simulator/refunds/${refundId}/settle`, { as: 'failed' });
        this.system.note(`the bank refuses ${refundId}`);
      });
  }

  /** The same request again, or another body under its key. */
  private async repeat(): Promise<void> {
    const { last = { key: uuidv7(), part: usd(this.anAmount()) } } = this;
    await this.refund(this.random.isLucky(0.5) ? last : { ...last, part: usd(this.totalMinor) });
  }

  /** An operator mistakes two orders: the same key and body. */
  private async underAnothersKey(orders: readonly MovingOrder[]): Promise<void> {
    const others = orders.filter((order) => order !== this && order.accepted !== undefined);
    const accepted = others.length === 0 ? undefined : this.random.pick(others).accepted;
    if (accepted === undefined) return;
    const { status, text } = await this.send(accepted);
    assert.ok(
      status === 422 || text.includes('idempotency_in_flight'),
      `a refund of ${this.orderId} under the key of another order got ${status}: ${text}`,
    );
  }

  /** Changes nothing that matters, but the provider reports it: a note, and evidence for a dispute. */
  private async annotate(): Promise<void> {
    const { simulator } = this.system;
    const { refunds, disputes } = await chargeOf(this.system, this.orderId);
    const note = { 'metadata[note]': uuidv7() };
    for (const { refundId } of refunds) await simulator.inDashboard(`/v1/refunds/${refundId}`, note);
    // Not one that we won: within the second in which the bank reopens it, neither report is newer.
    for (const { disputeId, status } of disputes.filter((each) => each.status !== 'won')) {
      await simulator.inDashboard(`/v1/disputes/${disputeId}`, note);
      if (!/response|review/.test(status)) continue;
      await this.atTheProvider(async () => {
        const evidence = { 'evidence[uncategorized_text]': uuidv7() };
        await simulator.inDashboard(`/v1/disputes/${disputeId}`, evidence);
      });
    }
  }

  private async dispute(): Promise<void> {
    await this.atTheProvider(async () => {
      const dispute = await openDispute(this.system, this.orderId, { amountMinor: this.anAmount() });
      this.disputes = [...this.disputes, dispute];
    });
  }

  private async decide(as: 'won' | 'lost'): Promise<void> {
    if (this.disputes.length === 0) await this.dispute();
    const [oldest, ...others] = this.disputes;
    this.disputes = others;
    await oldest?.close(as);
    if (as === 'won') this.lastWon = oldest;
  }

  private async reopen(): Promise<void> {
    if (this.lastWon === undefined) await this.decide('won');
    const { lastWon } = this;
    this.lastWon = undefined;
    if (lastWon === undefined) return;
    await this.atTheProvider(async () => {
      await lastWon.reopen();
      this.disputes = [...this.disputes, lastWon];
    });
  }

  /** The provider refuses what no longer fits. */
  private async atTheProvider(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!/ 4\d\d/.test(String(error))) throw error;
      this.system.note(`the provider refuses: ${String(error)}`);
    }
  }
}
