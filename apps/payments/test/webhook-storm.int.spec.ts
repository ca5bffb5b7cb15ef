import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import type Stripe from 'stripe';
import { type Reply } from './payments-fixture.ts';
import { type Delivery, once, Random, signed, storm } from './storm-deliveries.ts';
import { type StormFixture, stormFixture } from './storm-fixture.ts';
import { aDozenOrders, type StormOrder, withoutOvertaken } from './storm-orders.ts';

/** The number of webhook calls that Stripe may have open to us. */
const connections = 16;

type When = 'before' | 'during' | 'after';

describe('POST /webhooks/stripe', () => {
  let payments: StormFixture;
  let last: Stripe.Event | undefined;

  beforeAll(async () => {
    payments = await stormFixture();
  });

  afterAll(() => payments.close());

  const orderOf = ({ data }: Stripe.Event): string | undefined =>
    (data.object as Stripe.PaymentIntent).metadata['orderId'];

  async function newEvents(): Promise<Stripe.Event[]> {
    const events = await payments.eventsSince(last);
    last = events.at(-1) ?? last;
    return events;
  }

  /**
   * Delivers as Stripe does: without a 2xx, an event is signed and sent again. `see` gets the status of each
   * response to a real event.
   */
  async function deliver(
    deliveries: readonly Delivery[],
    see: (status: number) => Promise<void> | void = () => undefined,
  ): Promise<void> {
    const waiting = [...deliveries];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const status = await payments.deliver(next);
        if (next.expected === 'taken') await see(status);
        if (next.expected === 'refused') expect([status, next.body]).toEqual([400, next.body]);
        else if (status >= 500 || status === 409)
          waiting.push({ ...next, signature: signed(next.body), copy: 1 - next.copy });
        else expect([status, next.body]).toEqual([200, next.body]);
      }
    };
    await Promise.all(Array.from({ length: connections }, worker));
  }

  const requestedRefunds = (orders: readonly StormOrder[], paid: readonly Reply[]) =>
    orders.flatMap(({ refunds }, n) =>
      refunds.map((amount) => ({ paymentId: String(paid[n]?.body['paymentId']), amount })),
    );

  /** First our own responses, then every event once, in order, to one instance. */
  async function inOrder(orders: readonly StormOrder[]): Promise<void> {
    const paid: Reply[] = [];
    for (const order of orders) paid.push(await payments.pay(order, 0));
    await deliver(once(await newEvents()));
    for (const { paymentId, amount } of requestedRefunds(orders, paid))
      await payments.refund(paymentId, amount, 0);
    await payments.endRefunds();
    for (const each of once(await newEvents())) await deliver([each]);
  }

  /**
   * Stripe has acted and its responses are withheld; the events of each order arrive before them, at the same
   * moment, or after.
   */
  async function aroundAnswers(
    ask: (() => Promise<Reply>)[],
    whenOf: ReadonlyMap<string | undefined, When>,
    deliverAll: (events: readonly Stripe.Event[]) => Promise<void>,
  ): Promise<Reply[]> {
    payments.edge.holdAnswers();
    const answers = Promise.all(ask.map((each) => each()));
    await eventually(() => expect(payments.edge.held).toBeGreaterThanOrEqual(ask.length));
    await payments.endRefunds();
    const news = Map.groupBy(await newEvents(), (event) => whenOf.get(orderOf(event)));
    const deliverThose = (when: When): Promise<void> => deliverAll(news.get(when) ?? []);
    await deliverThose('before');
    const during = deliverThose('during');
    payments.edge.releaseAnswers();
    await during;
    const replies = await answers;
    await deliverThose('after');
    return replies;
  }

  async function payAndRefund(
    orders: readonly StormOrder[],
    random: Random,
    times: readonly When[],
    deliverAll: (events: readonly Stripe.Event[]) => Promise<void>,
  ): Promise<void> {
    const whenOf = new Map(orders.map(({ orderId }) => [orderId, times[random.below(times.length)]!]));
    const pay = orders.map((order) => () => payments.pay(order, random.below(2)));
    const paid = await aroundAnswers(pay, whenOf, deliverAll);
    const refund = requestedRefunds(orders, paid).map(
      ({ paymentId, amount }) =>
        () =>
          payments.refund(paymentId, amount, random.below(2)),
    );
    await aroundAnswers(refund, whenOf, deliverAll);
  }

  const outcomes = (orders: readonly StormOrder[]) =>
    Promise.all(orders.map(async ({ orderId }) => withoutOvertaken(await payments.outcomeOf(orderId))));

  const expected = (orders: readonly StormOrder[]) => orders.map((order) => order.expected);

  async function agreesWithStripe(orders: readonly StormOrder[]): Promise<void> {
    for (const { orderId, expected } of orders) {
      const [status, , , refunded] = (expected.payments[0] ?? '').split(' ');
      const kept = status === 'failed' ? 0 : 4_200 - Number(refunded);
      expect(await payments.keptAtStripe(orderId)).toEqual([kept]);
    }
  }

  it('settles every payment and refund and reports each once when every event arrives once and in order', async () => {
    const orders = aDozenOrders();
    await inOrder(orders);
    expect(await outcomes(orders)).toEqual(expected(orders));
    await agreesWithStripe(orders);
  });

  it.each([1, 2, 3])(
    'ends them just so when each comes three times, shuffled, among forgeries, on two copies: seed %d',
    async (seed) => {
      const orders = aDozenOrders();
      const random = new Random(seed);
      await payAndRefund(orders, random, ['before', 'during', 'after'], (events) =>
        deliver(storm(events, random)),
      );
      expect(await outcomes(orders)).toEqual(expected(orders));
      await agreesWithStripe(orders);
    },
  );

  it('accepts no event while the database is down, and recovers when they are redelivered', async () => {
    const orders = aDozenOrders();
    const failures: number[] = [];
    await payAndRefund(orders, new Random(4), ['before'], async (events) => {
      if (events.length === 0) return;
      const outage = anOutage();
      await deliver(once(events), outage.see);
      failures.push(outage.failed());
    });
    expect(failures.map((count) => count >= 10)).toEqual([true, true]);
    expect(await outcomes(orders)).toEqual(expected(orders));
    await agreesWithStripe(orders);
  });

  /** The database goes away after 5 events were taken, and is back after 10 were not. */
  function anOutage(): { see: (status: number) => Promise<void>; failed: () => number } {
    let [taken, failed] = [0, 0];
    const see = async (status: number): Promise<void> => {
      if (status === 200) taken += 1;
      else failed += 1;
      if (status === 200 && taken === 5) await payments.gate.shut();
      if (status !== 200 && failed === 10) await payments.gate.open();
    };
    return { see, failed: () => failed };
  }
});
