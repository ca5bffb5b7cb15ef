import { type CallOptions, type CheckoutOutcome, type KeyEntry } from '@holdfast/checkout-client';
import { type Cart } from '../cart/cart.ts';
import { type RecentOrder } from '../order/recent-orders.ts';
import { Purchase } from './purchase.ts';
import { SubmissionDesk, submissionEntry } from './submission-desk.ts';
import { aSubmission, sent, total } from './submission.fixture.ts';
import { type Submission } from './submission.ts';

interface Call {
  readonly name: string;
  readonly body: object;
  readonly options: CallOptions;
  readonly end: (outcome: CheckoutOutcome) => void;
  readonly fail: (error: Error) => void;
}

/** A browser with a cart, whose tabs share a storage and a shop that responds as the test says. */
export class FakeBrowser {
  readonly entries = new Map<string, string>();
  orders: readonly RecentOrder[] = [];
  calls: Call[] = [];
  entry: KeyEntry | undefined;
  readonly reported: unknown[] = [];
  nowMs = 0;
  /** The clock on the wall, ms since the epoch. */
  wallMs = 0;
  private carts = 0;

  constructor(public cart: Cart) {}

  /** A freshly loaded page. */
  tab(): Purchase {
    const shop = {
      checkout: (name: string, body: object, options: CallOptions = {}) =>
        new Promise<CheckoutOutcome>((end, fail) => this.calls.push({ name, body, options, end, fail })),
      find: () => Promise.resolve(this.entry),
    };
    const report = (error: unknown): void => void this.reported.push(error);
    return new Purchase({ shop, desk: this.desk, now: () => this.nowMs, report });
  }

  store(submission: Submission): void {
    this.entries.set(submissionEntry, JSON.stringify(submission));
  }

  get submission(): Submission | undefined {
    return this.desk.read();
  }

  readonly desk = new SubmissionDesk({
    entries: {
      getItem: (name) => this.entries.get(name) ?? null,
      setItem: (name, value) => void this.entries.set(name, value),
      removeItem: (name) => void this.entries.delete(name),
    },
    exclusive: (work) => Promise.resolve().then(work),
    readCart: () => this.cart,
    changeCart: (change) => void (this.cart = change(this.cart)),
    readOrders: () => this.orders,
    keepOrder: (order) => void (this.orders = [order, ...this.orders]),
    wallClock: () => this.wallMs,
    newCartId: () => `new-${(this.carts += 1)}`,
  });

  /** The calls so far, once `count` have begun. */
  async hasCalls(count: number): Promise<Call[]> {
    for (let turns = 0; this.calls.length < count && turns < 50; turns += 1) await turn();
    if (this.calls.length < count) throw new Error(`only ${this.calls.length} of ${count} calls began`);
    return this.calls;
  }

  /** Waits until `calls` have begun, ends the last one, and waits for what the page does then. */
  async ends(page: Promise<void>, outcome: CheckoutOutcome, calls = 1): Promise<void> {
    (await this.hasCalls(calls))[calls - 1]?.end(outcome);
    await page;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const order = { orderId: 'ord_1', total, customer: aSubmission.body.customer };
export const paid = { kind: 'paid', order, ...sent } as CheckoutOutcome;
export const declined = {
  kind: 'declined',
  orderId: 'ord_2',
  declineCode: null,
  ...sent,
} as CheckoutOutcome;
export const unknown = (mayHaveRun: boolean) =>
  ({ kind: 'unknown', reason: 'network', mayHaveRun, ...sent }) as CheckoutOutcome;

export const withOtherToken: Submission = {
  name: aSubmission.name,
  body: { ...aSubmission.body, confirmationToken: 'ct_2' } as Submission['body'],
};

export function make(submission = aSubmission): () => Promise<Submission> {
  return () => Promise.resolve(submission);
}
