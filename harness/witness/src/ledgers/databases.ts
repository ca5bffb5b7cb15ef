import { createHash } from 'node:crypto';
import { databaseUrl } from '@holdfast/local-stack';
import pg from 'pg';

const responseTimeoutMs = 2_000;

/** Direct connections to each database, bypassing the lab. */
export class Databases {
  private readonly serverUrl: string;
  private readonly applicationName: string;
  private readonly pools = new Map<string, pg.Pool>();

  /** `applicationName`: as Postgres lists its connections. */
  constructor(serverUrl: string, applicationName = 'failure-suite') {
    this.serverUrl = serverUrl;
    this.applicationName = applicationName;
  }

  async query(
    database: string,
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Record<string, unknown>[]> {
    const { rows } = await this.pool(database).query<Record<string, unknown>>(sql, [...parameters]);
    return rows;
  }

  /**
   * A prepared statement for frequent queries: planning is most of the cost (0.3 ms instead of 1.3 ms,
   * measured).
   */
  async queryAgain(
    database: string,
    text: string,
    parameters: readonly unknown[],
  ): Promise<readonly Record<string, unknown>[]> {
    const query = {
      name: createHash('sha256').update(text).digest('base64url'),
      text,
      values: [...parameters],
    };
    const { rows } = await this.pool(database).query<Record<string, unknown>>(query);
    return rows;
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
  }

  pool(database: string): pg.Pool {
    const known = this.pools.get(database);
    if (known !== undefined) return known;
    const pool = new pg.Pool({
      connectionString: databaseUrl(this.serverUrl, database),
      application_name: this.applicationName,
      max: 4,
      connectionTimeoutMillis: responseTimeoutMs,
      query_timeout: responseTimeoutMs,
    });
    // A scenario that kills Postgres cuts idle connections; the next query opens a new one.
    pool.on('error', () => undefined);
    // Its queries reject with the same error. Without a listener, it would end the process.
    pool.on('connect', (client) => client.on('error', () => undefined));
    this.pools.set(database, pool);
    return pool;
  }
}
