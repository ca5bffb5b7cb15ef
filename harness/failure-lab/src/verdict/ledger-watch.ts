import { type EventLog } from '@holdfast/fault-proxy';
import { type Inbox } from '@holdfast/local-stack';
import { type Evidence, type Ledgers, now, type OrderLedgers, workIn } from '@holdfast/witness';
import { type ResponsesKept } from '../customers/responses-kept.ts';
import { byCustomer } from './by-customer.ts';
import { countCustomer } from './customer-count.ts';
import { type Difference, differencesIn, leftIn } from './differences.ts';
import { type FaultMemory } from './fault-memory.ts';
import { InboxWatch } from './inbox-watch.ts';
import { OrdersInView } from './orders-in-view.ts';
import { agesOf, emptyTally, sumOf } from './tally.ts';
import { type Count } from './verdict.ts';
import { nothingOf, VisitorsWithoutOrder } from './visitors-without-order.ts';

export interface LedgerWatchDeps {
  readonly ledgers: OrderLedgers;
  readonly inbox: Inbox;
  readonly log: EventLog;
  readonly faults: FaultMemory;
  readonly responses: ResponsesKept;
  /** Notes acts on processes since the last reading. */
  readonly noteActs: () => Promise<void>;
}

/** One reading: a count, or the reasons why there is none. */
export interface LedgerReading {
  /** Its differences are those that count now: all at rest, else those that last. */
  readonly count: Count | undefined;
  readonly unreadable: readonly string[];
}

/**
 * Counts all orders since a moment, and reads only those that are open or were touched: an order is settled
 * once it is finished in every ledger, its emails have arrived, and nothing contradicts it.
 */
export class LedgerWatch {
  readonly since: number;
  private readonly deps: LedgerWatchDeps;
  private readonly inbox: InboxWatch;
  private readonly view: OrdersInView;
  private readonly visitors: VisitorsWithoutOrder;

  constructor(since: number, deps: LedgerWatchDeps) {
    this.since = since;
    this.deps = deps;
    this.inbox = new InboxWatch(deps.inbox, deps.log);
    this.view = new OrdersInView(since, deps.ledgers);
    this.visitors = new VisitorsWithoutOrder(deps.responses);
  }

  /** Never rejects: failures are in `unreadable`. */
  async read(): Promise<LedgerReading> {
    const unreadable: string[] = [];
    const attempt = async (what: string, reading: Promise<unknown>): Promise<void> => {
      await reading.catch((error: unknown) => {
        unreadable.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      });
    };
    await attempt('checkout', this.view.lookForTouched());
    await Promise.all([
      attempt('provider', this.view.lookForCharges()),
      attempt('inbox', this.readInbox()),
      this.deps.noteActs(),
    ]);
    if (unreadable.length > 0) return { count: undefined, unreadable };
    const ledgers = await this.deps.ledgers.read(this.view.next(), this.since);
    if (ledgers.unreadable.length > 0) return { count: undefined, unreadable: ledgers.unreadable };
    return { count: this.count(ledgers), unreadable: [] };
  }

  /** Settled orders cost memory only; the others are read. */
  get size(): { readonly settled: number; readonly watched: number } {
    return this.view.size;
  }

  close(): void {
    this.inbox.close();
  }

  private async readInbox(): Promise<void> {
    for (const mail of await this.inbox.readNew()) this.view.received(mail);
  }

  private count(ledgers: Ledgers): Count {
    const { responses, faults } = this.deps;
    const evidence = this.evidence(ledgers, faults.evidence);
    const inView = this.view.arrange(ledgers);
    const kept = {
      mailsOf: (orderId: string) => this.view.mailsOf(orderId),
      responsesOf: (address: string) => responses.of(address),
    };
    for (const own of byCustomer(inView, kept)) {
      const address = String(own.orders[0]?.['customer_email']);
      const customer = countCustomer(address, { ...evidence, ledgers: own });
      const isOver = responses.isOver(address);
      if (this.view.counted(customer, own, isOver)) responses.forget(address);
    }
    this.visitors.judge(evidence, (address) => this.view.knows(address));
    return this.sum(evidence, inView);
  }

  private sum(evidence: Evidence, inView: Ledgers): Count {
    const { view, visitors } = this;
    const customers = view.customers;
    const open = customers.flatMap((customer) => customer.open);
    const stirring = this.stirring(inView);
    const strays = view.withoutOrder;
    const left = [
      leftIn({ ...evidence, ledgers: inView }),
      differencesIn({ ...evidence, ledgers: { ...nothingOf(inView), charges: strays } }),
    ];
    const lasting = [
      ...view.frozen,
      ...customers.flatMap((customer) => customer.lasting),
      ...visitors.differences,
    ];
    const atRest = [
      ...view.frozen,
      ...customers.flatMap(({ differences }) => differences),
      ...visitors.differences,
      ...left.flatMap(({ all }) => all),
    ];
    return {
      since: this.since,
      readAt: inView.readAt,
      tally: sumOf(view.tally, {
        ...emptyTally,
        charges: strays.filter(({ status }) => status === 'succeeded').length,
      }),
      ...agesOf(open),
      open: open.length,
      held: customers.reduce((sum, { held }) => sum + held, 0),
      stirring,
      differences: unique(stirring.length === 0 ? atRest : lasting),
    };
  }

  /** A parked key had no effect and waits for its customer, who may never return. */
  private stirring(inView: Ledgers): string[] {
    const openKeys = inView.openKeys.filter((key) => key['state'] !== 'parked');
    const unread = this.view.unread;
    return [
      ...workIn({ ...inView, openKeys }),
      ...(this.inbox.isCurrent ? [] : ['new emails are being read']),
      ...(unread === 0 ? [] : [`${unread} orders are still to be read`]),
    ];
  }

  private evidence(ledgers: Ledgers, faults: FaultMemory['evidence']): Evidence {
    return {
      scenario: { name: 'lab', mayWait: true },
      startedAt: this.since,
      // A fault that is still set lasts until now.
      healedAt: now(),
      quietAt: now(),
      ledgers,
      samples: [],
      ...faults,
    };
  }
}

const unique = (all: readonly Difference[]): Difference[] => [
  ...new Map(all.map((each) => [each.text, each])).values(),
];
