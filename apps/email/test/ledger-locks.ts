import { eventually } from '@holdfast/testing';
import { type DataSource, type QueryRunner } from 'typeorm';

/** Locks ledger rows to keep processes from committing, so that a test can kill them at that point. */
export class LedgerLocks {
  private readonly held: QueryRunner[] = [];

  constructor(private readonly ledger: DataSource) {}

  /** No process can record this email. */
  async beforeEntry(orderId: string): Promise<void> {
    await this.take(
      `insert into email (email_id, order_id, kind, recipient, message_id, status, attempts)
       values ($1, $1, 'receipt', 'locked@example.com', $1, 'queued', 0)`,
      orderId,
    );
  }

  /** No process can change this email. */
  async onRow(orderId: string): Promise<void> {
    await this.take('select 1 from email where order_id = $1 for update', orderId);
  }

  /** Waits until this many statements wait for the locks. */
  async untilWaiting(statements: number): Promise<void> {
    await eventually(async () => {
      const waiting = await this.ledger.query<unknown[]>(`select ${this.waiting}`);
      if (waiting.length !== statements) throw new Error(`${waiting.length} statements wait`);
    });
  }

  /** Ends the connections of the waiting statements, as if their server had crashed: they never commit. */
  async cutOffWaiting(): Promise<void> {
    await this.ledger.query(`select pg_terminate_backend(pid) ${this.waiting}`);
  }

  async release(): Promise<void> {
    for (const runner of this.held.splice(0)) {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  private readonly waiting =
    "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

  private async take(statement: string, orderId: string): Promise<void> {
    const runner = this.ledger.createQueryRunner();
    await runner.startTransaction();
    this.held.push(runner);
    await runner.query(statement, [orderId]);
  }
}
