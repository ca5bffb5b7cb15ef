import { type CheckOut } from '../customers/shopper.ts';
import { type Ledgers } from '../ledgers/ledgers.ts';
import { type FakeOrder, type FakeReply, problem } from './fake-orders.fixture.ts';
import { FakeWire } from './fake-wire.fixture.ts';
import { type StageBreaker, type StageProcess } from './stage.ts';
import { type VirtualClock } from './virtual-clock.fixture.ts';

const notice = 'We have your order.';

/** A shop in memory that reacts to faults as the real one does, on a virtual clock. */
export class FakeShop {
  readonly wire: FakeWire;
  readonly processes = new Map<string, { state: StageProcess['state']; pid: number }>();
  private readonly clock: VirtualClock;
  private readonly ordersByKey = new Map<string, FakeOrder>();
  private readonly inFlight = new Set<string>();
  private readonly fans = new Set<string>();
  private outbox = 0;
  private failures = 0;
  private pids = 100;
  private placed = 0;

  constructor(clock: VirtualClock) {
    this.clock = clock;
    this.wire = new FakeWire(clock);
    for (const name of ['checkout', 'payments', 'email', 'recommendations', 'postgres', 'redis'])
      this.processes.set(name, { state: 'ready', pid: (this.pids += 1) });
  }

  isUp(name: string): boolean {
    return this.processes.get(name)?.state === 'ready';
  }

  act(name: string, action: string): void {
    const process = this.processes.get(name);
    if (process === undefined) throw new Error(`no process ${name}`);
    const states: Readonly<Record<string, StageProcess['state']>> = {
      kill: 'down',
      stop: 'down',
      pause: 'paused',
    };
    process.state = states[action] ?? 'ready';
    if (action === 'start' || action === 'restart') process.pid = this.pids += 1;
    this.settle();
  }

  breakers(): readonly StageBreaker[] {
    const isOpen = (edge: string): boolean => this.wire.has(edge) && this.failures >= 5;
    return ['checkout->recommendations', 'payments->stripe'].map((edge) => ({
      process: edge.split('->')[0] ?? '',
      edge,
      breaker: isOpen(edge) ? 'open' : 'closed',
    }));
  }

  /** One attempt at an order. Undefined: no response. */
  async order(
    email: string,
    { key = '', order }: CheckOut,
    timeoutMs = 5_000,
  ): Promise<FakeReply | undefined> {
    const until = this.clock.now() + timeoutMs;
    this.wire.message('shopper->checkout', 'request', 'POST /checkouts', key);
    while (!this.isUp('checkout')) {
      await this.clock.pause(50);
      if (this.clock.now() >= until) return undefined;
    }
    await this.clock.pause(150);
    if (!this.isUp('postgres')) return problem(503, 'service_unavailable');
    if (this.inFlight.has(key)) return problem(409, 'idempotency_in_flight');
    const known = this.ordersByKey.get(key);
    const replayed: Readonly<Record<string, string>> =
      known === undefined ? {} : { 'idempotent-replayed': 'true' };
    if (known === undefined) await this.place(email, key, JSON.stringify(order ?? {}));
    const reply = this.ordersByKey.get(key)?.reply();
    const struck = this.wire.hit('shopper->checkout', 'response', 'POST /checkouts');
    return struck?.strike.action.kind === 'reset' || reply === undefined
      ? undefined
      : { ...reply, headers: { ...reply.headers, ...replayed } };
  }

  async suggestions(email: string): Promise<FakeReply> {
    const reply = (source: string): FakeReply => ({
      status: 200,
      headers: {},
      body: { source, notice: source === 'live' ? null : notice, products: [] },
    });
    const isOpen = this.breakers()[0]?.breaker === 'open';
    if (!isOpen) this.wire.message('checkout->recommendations', 'request', 'GET /recommendations');
    if (!isOpen && this.wire.faultOn('checkout->recommendations') === undefined) {
      this.failures = 0;
      this.fans.add(email);
      await this.clock.pause(20);
      return reply('live');
    }
    this.failures += isOpen ? 0 : 1;
    await this.clock.pause(isOpen ? 10 : 500);
    return reply(this.fans.has(email) ? 'cache' : 'default');
  }

  /** A customer confirms with the bank, or their payment is canceled. */
  bank(orderId: string, response: string): void {
    const found = this.orders.find(({ id }) => id === orderId);
    if (found === undefined) throw new Error(`no order ${orderId}`);
    found.status = response === 'confirm' ? 'payment_pending' : 'payment_failed';
    found.isCharged = response === 'confirm';
    if (response === 'confirm') this.webhook();
    this.settle();
  }

  /** The work without any request, done whenever something has changed. */
  settle(): void {
    for (const each of this.orders) {
      const canCharge = this.isUp('payments') && this.isUp('postgres') && !this.wire.has('payments->stripe');
      if (each.status === 'payment_pending' && canCharge) this.pay(each);
    }
    if (!this.isUp('redis') || !this.isUp('email')) return;
    for (const each of this.orders.filter(({ status, hasReceipt }) => status === 'paid' && !hasReceipt))
      this.mail(each);
    this.outbox = 0;
  }

  ledgers(): Partial<Ledgers> {
    const orders = this.orders;
    return {
      readAt: this.clock.now(),
      orders: orders.map(({ id, email, status }) => ({ order_id: id, customer_email: email, status })),
      histories: orders
        .filter(({ status }) => status === 'paid')
        .map(({ id }) => ({ order_id: id, type: 'order_paid' })),
      charges: orders
        .filter(({ isCharged }) => isCharged)
        .map(({ id }) => ({
          metadata: { orderId: id },
          status: 'succeeded',
        })) as unknown as Ledgers['charges'],
      mails: orders
        .filter(({ hasReceipt }) => hasReceipt)
        .map(({ id, email }) => ({ messageId: `<${id}>`, to: email, subject: 'Your receipt', text: id })),
      unpublished: Array.from({ length: this.outbox }, () => ({ service: 'checkout' })),
      unreadable: this.isUp('postgres') ? [] : ['checkout: timeout'],
    };
  }

  private get orders(): readonly FakeOrder[] {
    return [...this.ordersByKey.values()];
  }

  private async place(email: string, key: string, order: string): Promise<void> {
    this.inFlight.add(key);
    const id = `ord_${(this.placed += 1)}`;
    const reply = (): FakeReply => ({
      status: made.status === 'paid' ? 201 : 202,
      headers: {},
      body: { orderId: id, status: made.status, notice: made.status === 'paid' ? null : notice },
    });
    const made: FakeOrder = {
      id,
      email,
      reply,
      status: 'payment_pending',
      isCharged: false,
      hasReceipt: false,
    };
    this.wire.message('checkout->payments', 'request', 'POST /payments');
    await this.clock.pause(100);
    await this.charge(made, /threeDSecure/.test(order));
    this.ordersByKey.set(key, made);
    this.inFlight.delete(key);
    if (made.status === 'paid') this.settle();
  }

  private async charge(order: FakeOrder, isAsked: boolean): Promise<void> {
    if (!this.isUp('payments')) return;
    if (this.breakers()[1]?.breaker === 'open') return;
    this.wire.message('payments->stripe', 'request', 'POST /v1/payment_intents');
    if (this.wire.faultOn('payments->stripe') !== undefined) return void (this.failures += 1);
    if (isAsked) return void (order.status = 'requires_action');
    order.isCharged = true;
    const struck = this.wire.hit('payments->stripe', 'response', 'POST /v1/payment_intents');
    while (struck?.state === 'held' && this.isUp('payments')) await this.clock.pause(50);
    if (!this.isUp('payments')) return;
    if (struck !== undefined) this.wire.message('payments->stripe', 'request', 'POST /v1/payment_intents');
    this.webhook();
    this.pay(order);
  }

  private pay(order: FakeOrder): void {
    order.isCharged = true;
    order.status = 'paid';
    this.outbox += 1;
  }

  private webhook(): void {
    const times = this.wire.faultOn('webhooks', 'duplicate') === undefined ? 1 : 2;
    for (let time = 0; time < times; time += 1)
      this.wire.message('stripe->payments', 'response', '200 POST /webhooks/stripe');
  }

  private mail(order: FakeOrder): void {
    this.wire.faultOn('email->mail');
    order.hasReceipt = true;
    this.wire.message('email->mail', 'request', 'DATA content');
    this.wire.message('email->mail', 'response', '250 DATA content');
  }
}
