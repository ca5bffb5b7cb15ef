import { type DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** A parameter; SQLite compiles `LIMIT ?` anew for each value. */
export const anyLimit = '0 + ?';

export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

export interface PageRequest {
  readonly limit: number;
  readonly after?: number | undefined;
  readonly before?: number | undefined;
}

export interface Page<T> {
  readonly data: T[];
  readonly hasMore: boolean;
  readonly lastSequence: number | undefined;
}

export interface Origin {
  readonly at: number;
  readonly idempotencyKey: string | null;
}

export interface Recorded<T> {
  readonly object: T;
  readonly recordedAt: number;
  readonly idempotencyKey: string | null;
}

export class ObjectStore<T extends { readonly id: string }> {
  constructor(
    private readonly database: DatabaseSync,
    private readonly table: string,
    readonly label: string,
    /** Entries per page of a list at most. */
    readonly longestPage = Infinity,
  ) {}

  insert(object: T, origin: Origin): void {
    this.database
      .prepare(`INSERT INTO ${this.table} (recorded_at, idempotency_key, body) VALUES (?, ?, ?)`)
      .run(origin.at, origin.idempotencyKey, JSON.stringify(object));
  }

  replace(object: T): void {
    this.database
      .prepare(`UPDATE ${this.table} SET body = ? WHERE id = ?`)
      .run(JSON.stringify(object), object.id);
  }

  delete(id: string): void {
    this.database.prepare(`DELETE FROM ${this.table} WHERE id = ?`).run(id);
  }

  find(id: string): T | undefined {
    const row = this.database.prepare(`SELECT body FROM ${this.table} WHERE id = ?`).get(id);
    return row && this.parse(row);
  }

  sequenceOf(id: string): number | undefined {
    const row = this.database.prepare(`SELECT sequence FROM ${this.table} WHERE id = ?`).get(id);
    return row && Number(row['sequence']);
  }

  count(conditions: readonly Condition[]): number {
    const where = whereOf(conditions);
    const row = this.database
      .prepare(`SELECT count(*) AS n FROM ${this.table} ${where.sql}`)
      .get(...where.values);
    return Number(row?.['n']);
  }

  /** Newest first, like all lists of Stripe. `before` pages toward newer ones. */
  page(conditions: readonly Condition[], { limit, after, before }: PageRequest): Page<T> {
    const cursor: Condition[] = [
      ...(after === undefined ? [] : [{ sql: 'sequence < ?', values: [after] }]),
      ...(before === undefined ? [] : [{ sql: 'sequence > ?', values: [before] }]),
    ];
    const where = whereOf([...conditions, ...cursor]);
    const order = before === undefined ? 'DESC' : 'ASC';
    const rows = this.database
      .prepare(
        `SELECT sequence, body FROM ${this.table} ${where.sql} ORDER BY sequence ${order} LIMIT ${anyLimit}`,
      )
      .all(...where.values, limit + 1);
    const shown = rows.slice(0, limit);
    if (before !== undefined) shown.reverse();
    const last = shown.at(-1);
    return {
      data: shown.map((row) => this.parse(row)),
      hasMore: rows.length > limit,
      lastSequence: last && Number(last['sequence']),
    };
  }

  /** Everything recorded since a time in milliseconds since the epoch, oldest first. */
  recordedSince(since: number, conditions: readonly Condition[] = []): Recorded<T>[] {
    const where = whereOf([{ sql: 'recorded_at >= ?', values: [since] }, ...conditions]);
    const rows = this.database
      .prepare(`SELECT body, recorded_at, idempotency_key FROM ${this.table} ${where.sql} ORDER BY sequence`)
      .all(...where.values);
    return rows.map((row) => ({
      object: this.parse(row),
      recordedAt: Number(row['recorded_at']),
      idempotencyKey: row['idempotency_key'] === null ? null : String(row['idempotency_key']),
    }));
  }

  private parse(row: Record<string, unknown>): T {
    return JSON.parse(String(row['body'])) as T;
  }
}

function whereOf(conditions: readonly Condition[]): { sql: string; values: SQLInputValue[] } {
  if (conditions.length === 0) return { sql: '', values: [] };
  return {
    sql: `WHERE ${conditions.map((condition) => `(${condition.sql})`).join(' AND ')}`,
    values: conditions.flatMap((condition) => condition.values),
  };
}
