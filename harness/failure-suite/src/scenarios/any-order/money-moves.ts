import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { type CustomerResponse, type SeededRandom, type Shopper } from '@holdfast/witness';
import { type System } from '../../system/system.ts';
import { openDispute, type OpenDispute } from '../a-dispute.ts';
import { expectPaid } from '../expectations.ts';
import { type Part, refundPart, usd } from '../parts-of-refunds.ts';
import { inDashboard } from '../refunds-seen.ts';

/** Refunds to them succeed immediately, later, or not at all: the bank returns the money. */
const cards = ['pm_card_visa', 'pm_card_visa', 'pm_card_pendingRefund', 'pm_card_refundFail'];

interface Request {
  readonly key: string;
  readonly part: Part;
}

/** One order, and what has been asked for it so far. */
export class MovingOrder {
  /** Answered ones: their keys are taken. */
  private readonly requests: Request[] = [];
  private disputes: readonly OpenDispute[] = [];

  private constructor(
    private readonly system: System,
    private readonly random: SeededRandom,
    private readonly shopper: Shopper,
    readonly orderId: string,
    private readonly totalMinor: number,
  ) {}

  static async of(system: System, random: SeededRandom, shopper: Shopper): Promise<MovingOrder> {
    const response = await shopper.checkOut({ order: { paymentMethod: random.pick(cards) } });
    const orderId = expectPaid(response);
    const { total } = JSON.parse(response.text) as { total: { amountMinor: number } };
    return new MovingOrder(system, random, shopper, orderId, total.amountMinor);
  }

  /** One of the ways in which money moves after an order, whether or not it fits what happened before. */
  async move(others: readonly MovingOrder[]): Promise<void> {
    const { random } = this;
    const moves = [
      () => this.refund({ key: uuidv7(), part: random.isLucky(0.2) ? {} : usd(this.anAmount()) }),
      () => this.refund({ key: uuidv7(), part: usd(this.anAmount()) }),
      () => this.again(),
      () => this.underAnothersKey(random.pick(others)),
      () => this.atTheProvider(() => inDashboard(this.system, this.orderId, this.anAmount())),
      () => this.disputed(),
    ];
    await random.pick(moves)();
  }

  /** Then only our own refunds can fail. */
  async decideForUs(): Promise<void> {
    for (const dispute of this.disputes) await dispute.close('won');
  }

  refundRest(): Promise<CustomerResponse> {
    return this.refund({ key: uuidv7(), part: {} });
  }

  private anAmount(): number {
    return this.random.between(1, Math.ceil(this.totalMinor * 0.35));
  }

  /** No service is broken, so each request gets a response about its order. */
  private async refund(request: Request): Promise<CustomerResponse> {
    const { orderId } = this;
    const response = await this.send(request);
    this.requests.push(request);
    const { status, text } = response;
    assert.ok([201, 409, 422].includes(status), `a refund of ${orderId} got ${status}: ${text}`);
    return response;
  }

  private send({ key, part }: Request): Promise<CustomerResponse> {
    return refundPart(this.system, this.shopper, this.orderId, part, { key });
  }

  /** Repeats the last request, or sends another body under its key. */
  private async again(): Promise<void> {
    const last = this.requests.at(-1);
    if (last === undefined) return;
    await this.refund(this.random.isLucky(0.5) ? last : { ...last, part: usd(this.totalMinor) });
  }

  /** The operator uses a key of another order by mistake, with the same body. */
  private async underAnothersKey({ requests }: MovingOrder): Promise<void> {
    const another = requests.at(-1);
    if (another === undefined || this.requests.includes(another)) return;
    const { status, text } = await this.send(another);
    assert.ok(
      status === 422 || text.includes('idempotency_in_flight'),
      `a refund of ${this.orderId} under the key of another order got ${status}: ${text}`,
    );
  }

  private async disputed(): Promise<void> {
    const { system, random, orderId } = this;
    const [oldest, ...others] = this.disputes;
    if (oldest !== undefined) {
      this.disputes = others;
      await oldest.close(random.isLucky(0.3) ? 'lost' : 'won');
      return;
    }
    await this.atTheProvider(async () => {
      const dispute = await openDispute(system, orderId, { amountMinor: this.anAmount() });
      this.disputes = [...this.disputes, dispute];
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
