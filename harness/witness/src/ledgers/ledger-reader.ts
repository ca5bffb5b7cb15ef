import { openInbox } from '@holdfast/local-stack';
import { now } from '@holdfast/engine';
import { type Databases } from './databases.ts';
import { checkoutLedger, emailLedger, paymentsLedger, purchaseCounts } from './ledger-queries.ts';
import { type Ledgers } from './ledgers.ts';
import { type QueueReader } from './queue-reader.ts';
import { allIntents, failureReasonsOf, jsonOf, ofService, or, undeliveredNews } from './reading.ts';
import { resilienceOf, type Services } from './resilience.ts';
import { type CustomerResponse } from '../customers/shopper.ts';
import { isOfCheckout } from '../invariants/rows.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];
type Provider = Pick<Ledgers, 'charges' | 'refunds' | 'disputes'>;

/** Selects the rows of a scenario: written since its start, or about its customers. */
export interface LedgerScope {
  readonly since: number;
  /** The domain of its customers' addresses: `@s17.example`. */
  readonly domain: string;
  readonly responses: () => readonly CustomerResponse[];
  readonly bankResponses: () => Ledgers['bankResponses'];
  /** Processes that the scenario itself stopped, paused or cut off; they are not queried. */
  readonly silent: () => ReadonlySet<string>;
}

export interface LedgerSources extends Services {
  readonly databases: Databases;
  readonly queues: QueueReader;
  readonly simulatorUrl: string;
  readonly stripeKey: string;
  readonly inboxUrl: string;
}

/**
 * Reads all ledgers directly, without the lab and the services' code. Failures are listed in `unreadable`.
 */
export class LedgerReader {
  private readonly sources: LedgerSources;

  constructor(sources: LedgerSources) {
    this.sources = sources;
  }

  /** Excludes breakers and budgets, which cost as much as all the rest: `withResilience` adds them. */
  async read(scope: LedgerScope): Promise<Ledgers> {
    const readAt = now();
    const unreadable: string[] = [];
    const since = new Date(scope.since);
    const checkout = await or(
      unreadable,
      'checkout',
      this.ledger('checkout', checkoutLedger, [since, `%${scope.domain}`]),
      {},
    );
    const orders = checkout['orders'] ?? [];
    const ids = orders.map((order) => String(order['order_id']));
    const [payments, email, queues, provider, intents, mails, undelivered] = await Promise.all([
      or(unreadable, 'payments', this.ledger('payments', paymentsLedger, [since, ids]), {}),
      or(unreadable, 'email', this.ledger('email', emailLedger, [since, ids]), {}),
      or(unreadable, 'queues', this.sources.queues.read(scope.since), { jobs: [], deadLetters: [] }),
      or(unreadable, 'provider', this.provider(scope.since), { charges: [], refunds: [], disputes: [] }),
      or(unreadable, 'intents', this.intents(scope.since), []),
      or(unreadable, 'inbox', this.mailsOf(scope.domain, ids), []),
      or(unreadable, 'webhooks', this.undelivered(scope.since), []),
    ]);
    return {
      readAt,
      ...provider,
      intents,
      bankResponses: [...scope.bankResponses()],
      orders,
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
      mails,
      responses: [...scope.responses()],
      openBreakers: [],
      spentBudgets: [],
      locks: [checkout, payments, email].flatMap((ledger) => ledger['locks'] ?? []),
      undelivered,
      unreadable,
    };
  }

  async withResilience(ledgers: Ledgers, scope: LedgerScope): Promise<Ledgers> {
    const unreadable = [...ledgers.unreadable];
    const reading = resilienceOf(this.sources, scope.silent());
    const unread = { openBreakers: [], spentBudgets: [], failureStreaks: [] };
    const { openBreakers, spentBudgets } = await or(unreadable, 'breakers', reading, unread);
    return { ...ledgers, openBreakers, spentBudgets, unreadable };
  }

  /** The counts of recommendations, by product and by pair of products. */
  async counts(): Promise<Readonly<Record<string, number>>> {
    const rows = await this.sources.databases.queryAgain('recommendations', purchaseCounts, []);
    return Object.fromEntries(rows.map(({ id, count }) => [String(id), Number(count)]));
  }

  private async ledger(
    database: string,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<Readonly<Record<string, Rows>>> {
    const [row] = await this.sources.databases.queryAgain(database, sql, parameters);
    return row as Record<string, Rows>;
  }

  /** All emails in the inbox. */
  async mails(): Promise<Ledgers['mails']> {
    const mails = await openInbox(this.sources.inboxUrl).messages();
    return mails.map(({ messageId, from, to, subject, text, html }) => ({
      messageId,
      from,
      to: to.join(', '),
      subject,
      text,
      html,
      links: [...linksIn(text), ...linksIn(html)],
    }));
  }

  private async provider(since: number): Promise<Provider> {
    return (await jsonOf(`${this.sources.simulatorUrl}/_simulator/charges?since=${since}`)) as Provider;
  }

  private async mailsOf(domain: string, orderIds: readonly string[]): Promise<Ledgers['mails']> {
    const mails = await this.mails();
    return mails.filter(
      ({ to, text }) =>
        to.split(', ').some((each) => each.endsWith(domain)) || orderIds.some((id) => text.includes(id)),
    );
  }

  private async intents(since: number): Promise<Ledgers['intents']> {
    const { simulatorUrl, stripeKey } = this.sources;
    const listed = await allIntents(simulatorUrl, stripeKey, since);
    return listed.map(({ id, status, metadata, created, next_action: next, ...ended }) => ({
      intentId: id,
      status,
      orderId: isOfCheckout(metadata['caller']) ? (metadata['orderId'] ?? null) : null,
      failureReasons: failureReasonsOf({ status, ...ended }),
      returnUrl: next?.redirect_to_url?.return_url ?? undefined,
      createdAt: new Date(created * 1_000).toISOString(),
    }));
  }

  private undelivered(since: number): Promise<readonly string[]> {
    const { simulatorUrl, stripeKey } = this.sources;
    return undeliveredNews(simulatorUrl, stripeKey, since);
  }
}

const linksIn = (text: string): string[] => text.match(/\bhttps?:[^\s"'<>]+/g) ?? [];
