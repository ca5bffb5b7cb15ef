import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** The ID of the endpoint that the settings describe. */
export const configuredEndpoint = 'we_1Configured';

/** Each object is stored as Stripe's JSON; lookup columns are computed from it. */
const objectTable = (name: string, columns: readonly string[]): string => `
  CREATE TABLE IF NOT EXISTS ${name} (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    recorded_at INTEGER NOT NULL,
    idempotency_key TEXT,
    body TEXT NOT NULL,
    ${['id', 'created', ...columns].map((column) => `${column} AS (body ->> '${column}')`).join(',\n    ')}
  );
  CREATE UNIQUE INDEX IF NOT EXISTS ${name}_id ON ${name} (id);
  ${columns.map((column) => `CREATE INDEX IF NOT EXISTS ${name}_${column} ON ${name} (${column});`).join('\n  ')}
`;

/** The only row is the clock's lead over real time. */
const clock = `
  CREATE TABLE IF NOT EXISTS clock (ahead_ms INTEGER NOT NULL);
  INSERT INTO clock SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM clock);
`;

const dues = `
  CREATE TABLE IF NOT EXISTS dues (
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    result TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (kind, object)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS dues_due_at ON dues (due_at);
`;

const schemaVersion = 4;
const schema = `
  ${objectTable('payment_methods', [])}
  ${objectTable('payment_intents', ['customer'])}
  ${objectTable('charges', ['customer', 'payment_intent', 'payment_method'])}
  ${objectTable('refunds', ['charge', 'payment_intent'])}
  ${objectTable('disputes', ['charge', 'payment_intent'])}
  ${objectTable('early_fraud_warnings', ['charge', 'payment_intent'])}
  ${objectTable('challenges', ['payment_intent'])}
  ${objectTable('customers', ['email'])}
  ${objectTable('cash_balance_transactions', ['customer', 'currency'])}
  ${objectTable('confirmation_tokens', [])}
  ${objectTable('events', ['type'])}
  ${objectTable('webhook_endpoints', [])}
  CREATE TABLE IF NOT EXISTS payment_intent_metadata (
    payment_intent TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (payment_intent, key)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS payment_intent_metadata_value ON payment_intent_metadata (key, value);
  CREATE TABLE IF NOT EXISTS idempotency_keys (
    key TEXT PRIMARY KEY,
    endpoint TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    request_id TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS idempotency_keys_created_at ON idempotency_keys (created_at);
  CREATE TABLE IF NOT EXISTS deliveries (
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    next_attempt_at INTEGER,
    last_failure TEXT,
    PRIMARY KEY (event, endpoint)
  );
  CREATE INDEX IF NOT EXISTS deliveries_next_attempt_at ON deliveries (next_attempt_at);
  ${clock}
  ${dues}
  PRAGMA user_version = ${schemaVersion};
`;

const deliveriesOfOne = `
  INSERT INTO deliveries
    SELECT event, '${configuredEndpoint}', attempts, created_at, next_attempt_at, last_failure FROM webhook_deliveries;
  DROP TABLE webhook_deliveries;
`;

/** From each earlier version to the present one, after the missing tables were created. */
const moves: Readonly<Record<number, string>> = {
  0: '',
  1: deliveriesOfOne,
  2: `
    INSERT INTO dues SELECT 'refund', refund, status, due_at FROM refund_ends;
    DROP TABLE refund_ends;
    ${deliveriesOfOne}
  `,
  3: deliveriesOfOne,
  [schemaVersion]: '',
};

/** The conditions of lists vary without end; a compiled statement takes a few KB. */
const mostStatements = 256;

/** Compiles each text once: for a lookup by ID, that takes three times as long as running it. */
class LedgerDatabase extends DatabaseSync {
  private readonly statements = new Map<string, StatementSync>();

  override prepare(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = super.prepare(sql);
    for (const oldest of this.statements.keys()) {
      if (this.statements.size < mostStatements) break;
      this.statements.delete(oldest);
    }
    this.statements.set(sql, statement);
    return statement;
  }
}

/**
 * With synchronous=FULL, a commit is on disk before the client gets its response, so it survives kill -9 and
 * a power cut.
 */
export function openDatabase(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  const database = new LedgerDatabase(file, { timeout: 5_000 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
  const move = moves[Number(version)];
  if (move === undefined) {
    throw new Error(
      `${file} was written by another version of the simulator (${String(version)}): delete it`,
    );
  }
  database.exec(`BEGIN IMMEDIATE; ${schema} ${move} COMMIT;`);
  return database;
}

/**
 * Runs `work` in a transaction. Statements are synchronous, so nothing else runs between BEGIN and COMMIT.
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  return bracket(database, ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'], work);
}

/**
 * Runs `work` without waiting for the disk. Its changes survive kill -9, but not a power cut before the next
 * transaction. Call outside a transaction.
 */
export function withoutFlush<T>(database: DatabaseSync, work: () => T): T {
  database.exec('PRAGMA synchronous = NORMAL');
  try {
    return work();
  } finally {
    database.exec('PRAGMA synchronous = FULL');
  }
}

/** Rolls back only `work` if it throws; the surrounding transaction continues. */
export function inSavepoint<T>(database: DatabaseSync, work: () => T): T {
  return bracket(database, ['SAVEPOINT work', 'RELEASE work', 'ROLLBACK TO work; RELEASE work'], work);
}

function bracket<T>(database: DatabaseSync, [begin, end, undo]: [string, string, string], work: () => T): T {
  database.prepare(begin).run();
  try {
    const result = work();
    database.prepare(end).run();
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec(undo);
    throw error;
  }
}
