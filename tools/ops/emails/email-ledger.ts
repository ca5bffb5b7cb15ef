import { databaseUrl } from '@holdfast/local-stack';
import { type Pool } from 'pg';
import { openPool } from '../databases.ts';
import { runningAddresses } from '../../running-stack.ts';
import { type Decision, type State } from './emails.command.ts';

export interface EmailDecision {
  readonly at: string;
  readonly by: string;
  readonly decision: Decision;
  readonly why: string;
}

/** An email in the ledger. */
export interface LedgerEmail {
  readonly emailId: string;
  readonly orderId: string;
  readonly kind: string;
  readonly to: string;
  readonly state: State | 'sent';
  readonly messageId: string;
  readonly attempts: number;
  /** True if an attempt may have sent it without a response. */
  readonly mayBeOut: boolean;
  /** True if it can be sent again: the content is stored until the email is sent or given up. */
  readonly isKept: boolean;
  /** True if a later email made it untrue: an email process would withdraw it. */
  readonly isUntrue: boolean;
  readonly content: unknown;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly attemptedAt: Date | null;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly decisions: readonly EmailDecision[];
}

const state = `case when given_up_at is not null then 'given-up' else status end`;
const isUntrue = `exists (select from email later where later.order_id = email.order_id and later.supersedes = email.kind)`;
const columns = `
  email_id as "emailId", order_id as "orderId", split_part(kind, ':', 1) as kind, recipient as "to", ${state} as state, message_id as "messageId", attempts,
  uncertain_attempts > 0 as "mayBeOut", content is not null as "isKept", ${isUntrue} as "isUntrue", content, reason, created_at as "createdAt", attempted_at as "attemptedAt",
  due_at as "dueAt", sent_at as "sentAt", decisions`;

const changes: Readonly<Record<Decision, string>> = {
  'send-again': `status = 'queued', uncertain_attempts = 0, due_at = clock_timestamp(), pending_since = clock_timestamp()`,
  sent: `status = 'sent', sent_at = coalesce(attempted_at, clock_timestamp()), content = null`,
  'give-up': `status = 'held', given_up_at = clock_timestamp(), content = null`,
};

/** The emails of the running stack, or of any database. @throws Error if there is none. */
export async function withEmailLedger<T>(
  given: string | undefined,
  work: (ledger: EmailLedger) => Promise<T>,
): Promise<T> {
  const pool = openPool(given ?? ofRunningStack());
  try {
    const ledger = new EmailLedger(pool);
    await ledger.check();
    return await work(ledger);
  } finally {
    await pool.end();
  }
}

function ofRunningStack(): string {
  const { postgres } = runningAddresses('postgres', 'a database with --database-url');
  return databaseUrl(postgres, 'email');
}

export class EmailLedger {
  private readonly pool: Pool;

  constructor(pool: Pool) {
    this.pool = pool;
  }

  async check(): Promise<void> {
    const isThere = `select 1 from information_schema.columns where table_name = 'email' and column_name = 'decisions'`;
    const { rowCount } = await this.pool.query(isThere).catch((cause: unknown) => {
      throw new Error('Cannot query the database of email:', { cause });
    });
    if (rowCount === 0) throw new Error('This database has no email ledger.');
  }

  /** Oldest first, together with the total number. */
  async list(states: readonly State[], limit: number): Promise<{ total: number; emails: LedgerEmail[] }> {
    const wanted = `from email where status <> 'sent' and ${state} = any($1)`;
    const { rows } = await this.pool.query<LedgerEmail>(
      `select ${columns} ${wanted} order by created_at, email_id limit $2`,
      [states, limit],
    );
    const count = await this.pool.query<{ total: number }>(`select count(*)::integer as total ${wanted}`, [
      states,
    ]);
    return { total: count.rows[0]?.total ?? 0, emails: rows };
  }

  /** All emails of an order, or the one with this ID. */
  async find(id: string): Promise<LedgerEmail[]> {
    const text = `select ${columns} from email where $1 in (order_id, email_id) order by created_at, email_id`;
    return (await this.pool.query<LedgerEmail>(text, [id])).rows;
  }

  /**
   * A queued email can be sent sooner or given up, and counted as sent if an attempt may have sent it. A held
   * one can always be counted as sent. False, and without a change, if it is neither, or if it should be sent
   * again but is untrue or its content is gone.
   */
  async resolve(emailId: string, decision: Decision, by: string, why: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update email set ${changes[decision]}, decisions = decisions || jsonb_build_object(
         'at', clock_timestamp(), 'by', $2::text, 'decision', $3::text, 'why', $4::text)
       where email_id = $1 and given_up_at is null and (status = 'held' or status = 'queued' and ($3::text <> 'sent' or uncertain_attempts > 0))
         and ($3::text <> 'send-again' or content is not null and not ${isUntrue})`,
      [emailId, by, decision, why],
    );
    return rowCount === 1;
  }
}
