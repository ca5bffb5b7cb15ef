import { type Fault } from '@holdfast/lab-api';
import { type PlannedFault } from './plan.ts';

/** Undoes a fault and returns true if it had taken effect. */
export type Undo = () => Promise<boolean>;

export type ProcessAct = 'kill' | 'stop' | 'pause' | 'restart' | 'resume' | 'start';

/** The parts that a plan breaks: edges of the lab, processes, the provider, the queues and the databases. */
export interface Breakable {
  /** Sets a fault; its undo returns true if it struck anything. */
  fault(route: string, fault: Fault): Promise<Undo>;
  act(process: string, act: ProcessAct): Promise<void>;
  readonly provider: {
    fault(body: Readonly<Record<string, unknown>>): Promise<void>;
    faults(): Promise<readonly Readonly<Record<string, unknown>>[]>;
    clearFaults(): Promise<void>;
  };
  /** Deletes all data of Redis. */
  emptyQueues(): Promise<void>;
  /** Ends all connections of the services to a database. */
  cutDatabase(database: string): Promise<void>;
}

/** Acts on processes, queues and databases always take effect. */
const done: Undo = () => Promise.resolve(true);

/** Applies the fault and returns its undo. */
export async function breakNow(target: Breakable, fault: PlannedFault): Promise<Undo> {
  switch (fault.on) {
    case 'edge':
      return target.fault(fault.route, fault.fault);
    case 'process':
      return actOn(target, fault.process, fault.act);
    case 'provider': {
      const { route, fault: name, ms, times } = fault;
      const optional = { ...(ms === undefined ? {} : { ms }), ...(times === undefined ? {} : { times }) };
      await target.provider.fault({ route, fault: name, ...optional });
      return async () => {
        const faults = await target.provider.faults();
        await target.provider.clearFaults();
        return faults.some((each) => each['fault'] === name && Number(each['struck']) > 0);
      };
    }
    case 'queue':
      await target.emptyQueues();
      return done;
    case 'database':
      await target.cutDatabase(fault.database);
      return done;
  }
}

async function actOn(
  target: Breakable,
  name: string,
  act: 'kill' | 'stop' | 'pause' | 'restart',
): Promise<Undo> {
  await target.act(name, act);
  if (act === 'restart') return done;
  return async () => {
    await target.act(name, act === 'pause' ? 'resume' : 'start');
    return true;
  };
}
