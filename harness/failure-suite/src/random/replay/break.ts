import { Redis } from 'ioredis';
import { type Breakable } from '@holdfast/witness';
import { type System } from '../../system/system.ts';

/** The means to break the parts of a plan in a system under test. */
export const breakable = (system: System): Breakable => ({
  fault: async (route, fault) => {
    const handle = await system.lab.fault(route, fault);
    return async () => {
      await handle.clear();
      return system.lab
        .events()
        .some((event) => event.type === 'fault_struck' && event.fault.faultId === handle.faultId);
    };
  },
  act: (process, act) => system.process(process)[act](),
  provider: system.simulator,
  emptyQueues: () => emptyRedis(system),
  cutDatabase: (database) => terminateBackends(system, database),
});

async function emptyRedis(system: System): Promise<void> {
  const redis = new Redis(system.redisUrl, { maxRetriesPerRequest: 1, connectTimeout: 2_000 });
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
  system.note('Redis was emptied.');
}

/** Terminates the services' connections, not the suite's own. */
async function terminateBackends(system: System, database: string): Promise<void> {
  const [row] = await system.query(
    database,
    `select count(pg_terminate_backend(pid))::integer as terminated from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name not like 'failure-suite%'`,
  );
  system.note(`${String(row?.['terminated'])} connections to the database ${database} were terminated.`);
}
