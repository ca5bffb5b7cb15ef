import { metrics } from '@holdfast/service-defaults';
import { Counter, Gauge } from 'prom-client';
import { type Pool } from 'pg';
import { type Logger } from 'pino';

const strayKeys = new Gauge({
  name: 'idempotency_default_partition_keys',
  help: 'Keys that lie in no day, counted up to 10,000: more than 0 means that the partitions of the next days are not made.',
  registers: [metrics],
});

const droppedDays = new Counter({
  name: 'idempotency_days_dropped_total',
  help: 'Partitions of keys dropped after their retention.',
  registers: [metrics],
});

const carriedKeys = new Counter({
  name: 'idempotency_keys_carried_forward_total',
  help: 'Keys moved to the present day before theirs was dropped: unfinished, or finished late.',
  registers: [metrics],
});

interface DaysKept {
  readonly carried: string;
  readonly dropped: number;
}

/** Has the partitions of the next days made and those past `keepMs` dropped; warns of keys for whose day none was made in time. */
export async function keepDays(pool: Pool, keepMs: number, logger: Logger): Promise<void> {
  const kept = await pool.query<DaysKept>('call idempotency_keep_days($1::bigint)', [keepMs]);
  droppedDays.inc(kept.rows[0]?.dropped ?? 0);
  carriedKeys.inc(Number(kept.rows[0]?.carried ?? 0));
  const inDefault = await pool.query('select from idempotency_key_default limit 10000');
  const strays = inDefault.rowCount ?? 0;
  strayKeys.set(strays);
  if (strays > 0) logger.warn('keys lie in no day: the partitions of the next days were not made in time');
}
