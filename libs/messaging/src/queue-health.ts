import { backgroundComment, type HealthCheck, PostgresClient } from '@holdfast/service-defaults';
import { isPostgres } from './queue-backend.ts';
import { QueueGenerationReader } from './queue-generation.ts';

/** Each less than the 1 s that a check gets in all. */
const times = { connectMs: 900, answerMs: 900 };

/** 5 s: `/health/ready` is asked as often as every second, and each check is a connection. */
const healthyForMs = 5_000;

/**
 * Healthy while the queue server accepts writes: not while it is paused or read-only, or refuses the
 * password, nor while a Redis is full. A success counts for 5 s, so that few requests connect; a failure is
 * checked again. Services run without the server for a while: their messages wait in the outbox.
 */
export class QueueHealth implements HealthCheck {
  readonly name = 'queues';
  readonly isNeeded = false;
  private healthyUntil = -Infinity;
  private checking: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly freshMs = healthyForMs,
  ) {}

  check(): Promise<void> {
    if (performance.now() < this.healthyUntil) return Promise.resolve();
    this.checking ??= this.write().finally(() => (this.checking = undefined));
    return this.checking;
  }

  private async write(): Promise<void> {
    const begun = performance.now();
    await (isPostgres(this.url) ? postgresTakesWrites(this.url) : redisTakesWrites(this.url));
    this.healthyUntil = begun + this.freshMs;
  }
}

/** Reading the generation stores one if there is none, which a server that takes no writes refuses. */
async function redisTakesWrites(url: string): Promise<void> {
  const reader = new QueueGenerationReader(url, times);
  try {
    await reader.read();
  } finally {
    reader.close();
  }
}

async function postgresTakesWrites(url: string): Promise<void> {
  const { connectMs, answerMs } = times;
  const client = new PostgresClient({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
  });
  try {
    await client.connect();
    const answer: Promise<{ readonly rows: readonly { readonly transaction_read_only: string }[] }> =
      client.query(`${backgroundComment} show transaction_read_only`);
    const { rows } = await answer;
    if (rows[0]?.transaction_read_only !== 'off') throw new Error('it is read-only');
  } finally {
    void client.end().catch(() => undefined);
  }
}
