import { type DatabaseSync } from 'node:sqlite';
import { type Stripe } from 'stripe';
import { type Challenge } from '../challenges/challenge.ts';
import { type StoredToken } from '../confirmation-tokens/confirmation-token.ts';
import { type StripeSimulatorConfig } from '../stripe-simulator.config.ts';
import { Clock } from './clock.ts';
import { inSavepoint, inTransaction, openDatabase } from './database.ts';
import { DeliveryStore } from './delivery-store.ts';
import { DueStore } from './due-store.ts';
import { GroupCommit } from './group-commit.ts';
import { WebhookEndpointStore } from './webhook-endpoint-store.ts';
import { type Condition, ObjectStore } from './object-store.ts';

type LedgerConfig = Pick<
  StripeSimulatorConfig,
  | 'DATABASE_FILE'
  | 'PAGE_LIMITS'
  | 'PORT'
  | 'PUBLIC_URL'
  | 'webhook'
  | 'REFUND_SETTLES_AFTER_MS'
  | 'BANK_PAYMENT_SETTLES_AFTER_MS'
>;

export class Ledger {
  /** Where a customer's browser reaches the simulator. */
  publicUrl: string;
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly paymentMethods: ObjectStore<Stripe.PaymentMethod>;
  readonly paymentIntents: ObjectStore<Stripe.PaymentIntent>;
  readonly charges: ObjectStore<Stripe.Charge>;
  readonly refunds: ObjectStore<Stripe.Refund>;
  readonly cashBalanceTransactions: ObjectStore<Stripe.CustomerCashBalanceTransaction>;
  readonly customers: ObjectStore<Stripe.Customer>;
  readonly disputes: ObjectStore<Stripe.Dispute>;
  readonly earlyFraudWarnings: ObjectStore<Stripe.Radar.EarlyFraudWarning>;
  readonly events: ObjectStore<Stripe.EventBase>;
  readonly webhookEndpoints: WebhookEndpointStore;
  readonly challenges: ObjectStore<Challenge>;
  readonly confirmationTokens: ObjectStore<StoredToken>;
  readonly commits: GroupCommit;
  readonly deliveries: DeliveryStore;
  readonly dues: DueStore;

  constructor(config: LedgerConfig) {
    this.publicUrl = config.PUBLIC_URL ?? loopbackUrl(config.PORT);
    this.database = openDatabase(config.DATABASE_FILE);
    this.clock = new Clock(this.database);
    const { PAGE_LIMITS: longest } = config;
    this.paymentMethods = new ObjectStore(this.database, 'payment_methods', 'PaymentMethod');
    this.paymentIntents = new ObjectStore(
      this.database,
      'payment_intents',
      'payment_intent',
      longest.payment_intent,
    );
    this.charges = new ObjectStore(this.database, 'charges', 'charge');
    this.refunds = new ObjectStore(this.database, 'refunds', 'refund', longest.refund);
    this.cashBalanceTransactions = new ObjectStore(
      this.database,
      'cash_balance_transactions',
      'cash balance transaction',
    );
    this.customers = new ObjectStore(this.database, 'customers', 'customer');
    this.disputes = new ObjectStore(this.database, 'disputes', 'dispute', longest.dispute);
    this.earlyFraudWarnings = new ObjectStore(this.database, 'early_fraud_warnings', 'early fraud warning');
    this.events = new ObjectStore(this.database, 'events', 'event');
    this.webhookEndpoints = new WebhookEndpointStore(this.database);
    this.webhookEndpoints.configure(config.webhook, this.clock.now());
    this.challenges = new ObjectStore(this.database, 'challenges', 'challenge');
    this.confirmationTokens = new ObjectStore(this.database, 'confirmation_tokens', 'confirmationtoken');
    this.commits = new GroupCommit(this.database);
    this.deliveries = new DeliveryStore(this.database, this.commits);
    this.dues = new DueStore(this.database, {
      refund: config.REFUND_SETTLES_AFTER_MS,
      bank_payment: config.BANK_PAYMENT_SETTLES_AFTER_MS,
    });
  }

  transaction<T>(work: () => T): T {
    return inTransaction(this.database, work);
  }

  savepoint<T>(work: () => T): T {
    return inSavepoint(this.database, work);
  }

  indexMetadata(intent: Stripe.PaymentIntent): void {
    this.database.prepare('DELETE FROM payment_intent_metadata WHERE payment_intent = ?').run(intent.id);
    const insert = this.database.prepare('INSERT INTO payment_intent_metadata VALUES (?, ?, ?)');
    for (const [key, value] of Object.entries(intent.metadata)) insert.run(intent.id, key, value);
  }

  latestChallenge(paymentIntent: string): Challenge | undefined {
    return this.challenges.page(equals('payment_intent', paymentIntent), { limit: 1 }).data[0];
  }

  requireReadable(): void {
    this.database.prepare('SELECT 1 FROM charges LIMIT 1').get();
  }

  close(): void {
    this.database.close();
  }
}

export function equals(column: string, value: string | undefined): Condition[] {
  return value === undefined ? [] : [{ sql: `${column} = ?`, values: [value] }];
}

export function loopbackUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
