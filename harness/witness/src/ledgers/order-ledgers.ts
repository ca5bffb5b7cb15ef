import { now } from '@holdfast/engine';
import { checkoutOfOrders, emailsOfOrders, paymentsOfOrders, touchedOrders } from './ledger-queries.ts';
import { type LedgerSources } from './ledger-reader.ts';
import { type Ledgers } from './ledgers.ts';
import { jsonOf, ofService, or, undeliveredNews } from './reading.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];
export type ProviderRecords = Pick<Ledgers, 'charges' | 'refunds' | 'disputes'>;

/** An order that may have changed since the last reading. */
export interface TouchedOrder {
  readonly orderId: string;
  readonly status: string;
  readonly refundedMinor: number;
  readonly createdAt: number;
}

export interface Touched {
  readonly orders: readonly TouchedOrder[];
  /** The newest line of all histories: where the next look begins. */
  readonly newestLine: number;
}

/** 150: that many IDs are a URL of 5 kB. */
const idsPerUrl = 150;
/** Lines are committed out of order, but not across so many others. */
const lineOverlap = 500;

/**
 * Reads the ledgers of some orders instead of a whole run, so that a long run costs no more than a short one.
 * Everything else is as in `LedgerReader`: read directly, without the lab and the services' code.
 */
export class OrderLedgers {
  private readonly sources: Omit<LedgerSources, 'inboxUrl' | 'services' | 'extraServices'>;

  constructor(sources: OrderLedgers['sources']) {
    this.sources = sources;
  }

  /**
   * Orders that were made since a time or whose history grew since a line. Rejects if checkout's ledger is
   * unreadable.
   */
  async touched(since: number, line: number): Promise<Touched> {
    const from = [new Date(since), Math.max(0, line - lineOverlap)];
    const [row] = await this.sources.databases.queryAgain('checkout', touchedOrders, from);
    return {
      newestLine: Number(row?.['newest'] ?? line),
      orders: ((row?.['orders'] ?? []) as Rows).map((order) => ({
        orderId: String(order['order_id']),
        status: String(order['status']),
        refundedMinor: Number(order['refunded_minor']),
        createdAt: Date.parse(String(order['created_at'])),
      })),
    };
  }

  /** The records of the provider that were made since a time. */
  recordedSince(since: number): Promise<ProviderRecords> {
    return this.fromProvider(`since=${since}`);
  }

  /**
   * The ledgers of these orders and all unfinished work, with dead letters since `since`. Has no emails of
   * the inbox, no responses, no payment intents and no locks. Failures are listed in `unreadable`.
   */
  async read(orderIds: readonly string[], since: number): Promise<Ledgers> {
    const readAt = now();
    const unreadable: string[] = [];
    const rows = (database: string, sql: string): Promise<Readonly<Record<string, Rows>>> =>
      or(unreadable, database, this.rows(database, sql, orderIds), {});
    // In this order: what checkout says is paid must be found in the ledgers that are read after it.
    const checkout = await rows('checkout', checkoutOfOrders);
    const [payments, email, queues, provider, undelivered] = await Promise.all([
      rows('payments', paymentsOfOrders),
      rows('email', emailsOfOrders),
      or(unreadable, 'queues', this.sources.queues.read(since), { jobs: [], deadLetters: [] }),
      or(unreadable, 'provider', this.recordsOf(orderIds), { charges: [], refunds: [], disputes: [] }),
      or(unreadable, 'webhooks', this.undelivered(since), []),
    ]);
    return {
      readAt,
      ...provider,
      intents: [],
      bankResponses: [],
      orders: checkout['orders'] ?? [],
      payments: payments['payments'] ?? [],
      orderRefunds: checkout['refunds'] ?? [],
      histories: checkout['histories'] ?? [],
      paymentRefunds: payments['refunds'] ?? [],
      orderDisputes: checkout['disputes'] ?? [],
      paymentDisputes: payments['disputes'] ?? [],
      openKeys: [...ofService('checkout', checkout['keys']), ...ofService('payments', payments['keys'])],
      unpublished: [
        ...ofService('checkout', checkout['unpublished']),
        ...ofService('payments', payments['unpublished']),
      ],
      ...queues,
      emails: email['emails'] ?? [],
      mails: [],
      responses: [],
      openBreakers: [],
      spentBudgets: [],
      locks: [],
      undelivered,
      unreadable,
    };
  }

  private async rows(
    database: string,
    sql: string,
    orderIds: readonly string[],
  ): Promise<Readonly<Record<string, Rows>>> {
    const [row] = await this.sources.databases.queryAgain(database, sql, [orderIds]);
    return row as Record<string, Rows>;
  }

  private async recordsOf(orderIds: readonly string[]): Promise<ProviderRecords> {
    const pages: Promise<ProviderRecords>[] = [];
    for (let at = 0; at < orderIds.length; at += idsPerUrl)
      pages.push(this.fromProvider(`orders=${orderIds.slice(at, at + idsPerUrl).join(',')}`));
    const all = await Promise.all(pages);
    return {
      charges: all.flatMap(({ charges }) => charges),
      refunds: all.flatMap(({ refunds }) => refunds),
      disputes: all.flatMap(({ disputes }) => disputes),
    };
  }

  private async fromProvider(query: string): Promise<ProviderRecords> {
    return (await jsonOf(`${this.sources.simulatorUrl}/_simulator/charges?${query}`)) as ProviderRecords;
  }

  private async undelivered(since: number): Promise<readonly string[]> {
    const { simulatorUrl, stripeKey } = this.sources;
    return undeliveredNews(simulatorUrl, stripeKey, since);
  }
}
