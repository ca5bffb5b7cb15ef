import { databaseUrl } from '@holdfast/local-stack';
import { Redis } from 'ioredis';
import pg from 'pg';
import { addressOf, type MeasuredStack } from './measured-stack.ts';
import { serviceTotals } from './service-metrics.ts';

/** Counts since some earlier time, background work included. NaN: not counted by this stack. */
export interface StackCounts {
  /** BEGIN and COMMIT included. */
  readonly statements: number;
  /** Transactions that wrote. */
  readonly commits: number;
  readonly walFsyncs: number;
  readonly walBytes: number;
  /** Those of scripts included. */
  readonly redisCommands: number;
  /** Between the services, to the provider and from it. */
  readonly httpRequests: number;
  readonly jobs: number;
}

export const productServices = ['checkout', 'payments', 'email', 'recommendations'];

/** Totals since the start of the servers. */
type Totals = Omit<StackCounts, 'commits' | 'walBytes'> & { readonly lsn: string };

/** By services alone: the benchmark reads as `postgres`. */
const statementsSql = `
  select sum(calls)::float8 as count from pg_stat_statements s join pg_roles r on r.oid = s.userid
  where r.rolname <> 'postgres'`;
const fsyncsSql = `select sum(fsyncs)::float8 as count from pg_stat_io where object = 'wal'`;
const commitsSql = `
  select coalesce(sum(count), 0)::float8 as count from pg_get_wal_stats($1, $2, true)
  where "resource_manager/record_type" in ('Transaction/COMMIT', 'Transaction/COMMIT_PREPARED')`;

/** Counts what a stack does, at its servers. */
export class StackCounter {
  private readonly redis: Redis | undefined;

  private constructor(
    private readonly stack: MeasuredStack,
    private readonly client: pg.Client,
    private readonly hasStatements: boolean,
  ) {
    const { redis } = stack.addresses;
    this.redis = redis === undefined ? undefined : new Redis(redis);
  }

  static async open(stack: MeasuredStack): Promise<StackCounter> {
    const url = databaseUrl(addressOf(stack, 'postgres'), 'postgres');
    const client = new pg.Client({ connectionString: url, application_name: 'bench' });
    await client.connect();
    await client.query('create extension if not exists pg_walinspect');
    const { rows } = await client.query<{ shared_preload_libraries: string }>(
      'show shared_preload_libraries',
    );
    const hasStatements = rows[0]?.shared_preload_libraries.includes('pg_stat_statements') ?? false;
    if (hasStatements) await client.query('create extension if not exists pg_stat_statements');
    return new StackCounter(stack, client, hasStatements);
  }

  /** Counts from now on until the returned function is called. */
  async start(): Promise<() => Promise<StackCounts>> {
    const before = await this.totals();
    return async () => {
      const after = await this.totals();
      const { lsn: from, ...totals } = before;
      const differences = Object.entries(totals).map(([name, count]) => [
        name,
        after[name as keyof typeof totals] - count,
      ]);
      return {
        ...(Object.fromEntries(differences) as unknown as typeof totals),
        commits: await this.number(commitsSql, [from, after.lsn]),
        walBytes: await this.number('select pg_wal_lsn_diff($2, $1)::float8 as count', [from, after.lsn]),
      };
    };
  }

  async close(): Promise<void> {
    this.redis?.disconnect();
    await this.client.end();
  }

  private async totals(): Promise<Totals> {
    const { rows } = await this.client.query<{ lsn: string }>('select pg_current_wal_flush_lsn() as lsn');
    const { httpRequests, jobs } = await serviceTotals(
      productServices.map((name) => addressOf(this.stack, name)),
    );
    return {
      lsn: rows[0]?.lsn ?? '',
      statements: this.hasStatements ? await this.number(statementsSql) : NaN,
      walFsyncs: await this.number(fsyncsSql),
      redisCommands: await this.redisCommands(),
      httpRequests,
      jobs: Object.values(jobs).reduce((sum, count) => sum + count, 0),
    };
  }

  private async number(sql: string, values: unknown[] = []): Promise<number> {
    const { rows } = await this.client.query<{ count: number }>(sql, values);
    return rows[0]?.count ?? NaN;
  }

  private async redisCommands(): Promise<number> {
    const info = await this.redis?.info('stats');
    return Number(/^total_commands_processed:(\d+)/m.exec(info ?? '')?.[1] ?? NaN);
  }
}
