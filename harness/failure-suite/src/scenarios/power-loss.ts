import assert from 'node:assert/strict';
import { NotHit } from '@holdfast/engine';
import { migratedServices } from '@holdfast/local-stack';
import { type System } from '../system/system.ts';

/** Commits that did not wait for the disk reach it this late: the longest that Postgres allows. */
const longestDelay = '10s';
/** A commit that was on its way may reach the disk in between, and takes everything before it along. */
const rounds = 6;

const server = 'postgres';
const canary = 'power_loss_canary';

async function delayTheDisk(system: System): Promise<void> {
  await system.query(server, `alter system set wal_writer_delay = '${longestDelay}'`);
  await system.query(server, `alter system set wal_writer_flush_after = '1GB'`);
  await system.query(server, 'select pg_reload_conf()');
  await system.query(server, `create table if not exists ${canary} (at timestamptz)`);
  await system.until('Postgres delays its log', async () => {
    const [row] = await system.query(server, 'show wal_writer_delay');
    return row?.['wal_writer_delay'] === longestDelay;
  });
}

async function restoreTheDisk(system: System): Promise<void> {
  await system.query(server, 'alter system reset all');
  await system.query(server, 'select pg_reload_conf()');
  await system.query(server, `drop table if exists ${canary}`);
}

/** A commit of the suite that does not wait for the disk: lost in the crash, or the crash proves nothing. */
async function asyncCommit(system: System): Promise<void> {
  const sql = `with mode as (select set_config('synchronous_commit', 'off', true))
    insert into ${canary} select clock_timestamp() from mode`;
  await system.query(server, sql);
}

async function isCanaryLost(system: System): Promise<boolean> {
  const rows = await system.query(server, `select at from ${canary}`);
  await system.query(server, `truncate ${canary}`);
  return rows.length === 0;
}

/**
 * Cuts the services off from Postgres: none commits between the promise and the crash, and none repairs
 * anything between the crash and the check.
 */
async function cutOff(system: System): Promise<() => Promise<void>> {
  const callers = migratedServices.filter((service) => system.services.includes(service));
  const cuts = await Promise.all(
    callers.map((caller) => system.lab.fault(`${caller}->postgres`, { kind: 'refuse' })),
  );
  return async () => {
    await Promise.all(cuts.map((cut) => cut.clear()));
  };
}

/** A promise to a customer or to the provider. */
export interface Acknowledged {
  /** Reads the databases after the crash, while no service can reach them. */
  readonly isKept: () => Promise<void>;
  /** Runs once the check is over. */
  readonly afterwards?: () => Promise<void>;
}

/**
 * Has something acknowledged and kills all of Postgres in that moment: what its log has not written is lost,
 * as in a power failure. Repeats until a commit that did not wait was lost; void if none ever is.
 */
export async function powerLoss(
  system: System,
  acknowledge: (system: System) => Promise<Acknowledged>,
): Promise<void> {
  const postgres = system.process(server);
  await delayTheDisk(system);
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const { isKept, afterwards } = await acknowledge(system);
      const restore = await cutOff(system);
      await asyncCommit(system);
      await postgres.kill();
      await postgres.start();
      await isKept();
      await restore();
      await afterwards?.();
      if (await isCanaryLost(system)) return system.note(`the crash lost a commit in round ${round}`);
    }
  } finally {
    await postgres.start();
    await restoreTheDisk(system);
  }
  throw new NotHit(`In ${rounds} crashes, Postgres had written every commit to its disk.`);
}

/** Expects a value in a database of a service. */
export async function keeps(
  system: System,
  database: string,
  sql: string,
  parameters: readonly unknown[],
  expected: Record<string, unknown>,
): Promise<void> {
  const rows = await system.query(database, sql, parameters);
  assert.deepEqual(rows[0], expected, `after the crash, ${database} remembers what it acknowledged`);
}
