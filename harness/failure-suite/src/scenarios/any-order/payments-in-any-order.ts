import assert from 'node:assert/strict';
import { bankPageIn, bodyOf, type CustomerResponse, SeededRandom, type Shopper } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { statusOf } from '../expectations.ts';

/** Charged, declined, confirmed with the bank or not, and transferred for days. */
const methods = [
  'pm_card_visa',
  'pm_card_chargeDeclined',
  'pm_card_chargeDeclinedInsufficientFunds',
  'pm_card_threeDSecure2Required',
  'pm_card_threeDSecure2Required',
  'pm_card_threeDSecureRequiredChargeDeclined',
  'pm_usBankAccount_success',
  'pm_usBankAccount_success',
];
const isBankTransfer = ({ paymentMethod }: { readonly paymentMethod: string }): boolean =>
  paymentMethod.startsWith('pm_usBankAccount');
const customers = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Tony'];

/** How the provider sends its webhooks meanwhile. */
const deliveries = [
  { fault: 'duplicate' },
  { fault: 'reorder', ms: 300 },
  { fault: 'withhold' },
  undefined,
] as const;

/** A customer who repeats the request under its key whenever they like. */
class Buyer {
  private readonly order;
  private readonly key: string;
  private last: CustomerResponse | undefined;

  constructor(
    private readonly system: System,
    private readonly random: SeededRandom,
    private readonly shopper: Shopper,
  ) {
    this.order = { paymentMethod: random.pick(methods) };
    this.key = `any-order-${shopper.email}`;
  }

  /** Orders, does what the bank wants or not, and asks again in between. */
  async buy(): Promise<void> {
    await this.ask();
    await this.askSometimes();
    await this.atTheBank();
    await this.askSometimes();
  }

  /** Asks until the response is final, whatever the webhooks do. */
  async untilFinal(): Promise<string> {
    const isFinal = async (): Promise<boolean> => {
      const { status } = await this.ask();
      return status === 201 || status === 402;
    };
    await this.system.until(`${this.shopper.name} has a final response`, isFinal, 20_000);
    return this.orderId;
  }

  get isPaid(): boolean {
    return this.last?.status === 201;
  }

  private get orderId(): string {
    return String(this.last === undefined ? '' : bodyOf(this.last)['orderId']);
  }

  private async ask(): Promise<CustomerResponse> {
    const response = await this.shopper.checkOut({ key: this.key, order: this.order, attempts: 20 });
    assert.ok(
      [201, 202, 402].includes(response.status),
      `an order of ${this.shopper.name} got ${response.status}: ${response.text}`,
    );
    this.last = response;
    return response;
  }

  private async askSometimes(): Promise<void> {
    if (this.random.isLucky(0.5)) await Promise.all([this.ask(), this.ask()]);
    if (this.random.isLucky(0.5)) await this.ask();
  }

  private async atTheBank(): Promise<void> {
    const { system, random, last, orderId } = this;
    const page = last && bankPageIn(last);
    if (page !== undefined) {
      const act = random.pick(['confirm', 'confirm', 'refuse', 'leave']);
      if (act === 'confirm') await system.simulator.confirmWithBank(page);
      if (act === 'refuse') await system.simulator.refuse(page);
      return;
    }
    if (last?.status !== 202 || !isBankTransfer(this.order)) return;
    const [payment] = await system.query(
      'payments',
      "select provider_payment_id from payment where order_id = $1 and status = 'pending'",
      [orderId],
    );
    if (payment === undefined) return;
    const as = random.pick(['succeeded', 'succeeded', 'failed']);
    await system.simulator.post(
      `/_simulator/payment_intents/${String(payment['provider_payment_id'])}/settle`,
      { as },
    );
  }
}

const scenarioOf = (seed: number): Scenario => ({
  name: `payments-in-any-order-${seed}`,
  broken: `Nothing, but for six customers whose banks charge, decline, ask or take days, and who confirm, refuse, leave and repeat their requests in any order (seed ${seed}).`,
  customerSees: 'Every response is true at its time, and each order ends once: charged once, or not at all.',
  cell: { edge: 'shopper->checkout', fault: 'repeated requests', phase: 'throughout' },
  proves: ['payment.idempotency', 'confirmation.idempotency', 'webhook.fallback'],
  seed,
  livenessMs: 30_000,
  isShort: seed === 1,
  run: async (system) => {
    const delivery = deliveries[seed % deliveries.length];
    if (delivery?.fault === 'withhold') await system.simulator.withholdEvents();
    else if (delivery !== undefined) await system.simulator.fault({ route: 'webhooks', ...delivery });
    const buyers = customers.map(
      (name, index) => new Buyer(system, new SeededRandom(seed, index + 1), system.shopper(name)),
    );
    await Promise.all(buyers.map((buyer) => buyer.buy()));
    for (const buyer of buyers) {
      const orderId = await buyer.untilFinal();
      const ended = buyer.isPaid ? 'paid' : 'payment_failed';
      assert.equal(await statusOf(system, orderId), ended, `the status of ${orderId}`);
    }
    if (delivery !== undefined) await system.simulator.clearFaults();
  },
});

/** One for each way in which webhooks arrive. */
export default [1, 2, 3, 4].map(scenarioOf);
