import { Redis } from 'ioredis';
import { type System } from '../../system/system.ts';
import { type PlannedFault } from '@holdfast/witness';

/** Undoes a fault and returns true if it had taken effect. */
export type Undo = () => Promise<boolean>;

/** Applies the fault and returns its undo. */
export async function breakNow(system: System, fault: PlannedFault): Promise<Undo> {
  switch (fault.on) {
    case 'edge': {
      const handle = await system.lab.fault(fault.route, fault.fault);
      return async () => {
        await handle.clear();
        return system.lab
          .events()
          .some((event) => event.type === 'fault_struck' && event.fault.faultId === handle.faultId);
      };
    }
    case 'process':
      return actOn(system, fault.process, fault.act);
    case 'provider': {
      const { route, fault: name, ms, times } = fault;
      await system.simulator.fault({
        route,
        fault: name,
        ...(ms === undefined ? {} : { ms }),
        ...(times === undefined ? {} : { times }),
      });
      return async () => {
        const faults = await system.simulator.faults();
        await system.simulator.clearFaults();
        return faults.some((each) => each['fault'] === name && Number(each['struck']) > 0);
      };
    }
    case 'queue':
      await emptyRedis(system);
      return done;
    case 'database':
      await terminateBackends(system, fault.database);
      return done;
  }
}

/** Acts on processes, queues and databases always take effect. */
const done: Undo = () => Promise.resolve(true);

async function actOn(
  system: System,
  name: string,
  act: 'kill' | 'stop' | 'pause' | 'restart',
): Promise<Undo> {
  const process = system.process(name);
  await process[act]();
  if (act === 'restart') return done;
  return async () => {
    await (act === 'pause' ? process.resume() : process.start());
    return true;
  };
}

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
