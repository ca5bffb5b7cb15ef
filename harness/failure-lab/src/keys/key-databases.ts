import { countLivingProcesses, findOperation, listUnfinished } from '@holdfast/idempotency/review';
import { type OperationSnapshot } from '@holdfast/idempotency/review';
import { type LabContext } from '../context/lab-context.ts';
import { Problem } from '../control/problem.ts';

/** The services that keep idempotency keys. */
const services = ['checkout', 'payments'] as const;

/** An operation, the service that runs it, and how many of its processes live. */
export interface ServiceOperation {
  readonly service: string;
  readonly livingProcesses: number;
  readonly now: OperationSnapshot;
}

type Reads = Pick<LabContext, 'databases'>;

/** Operations without a result: those that wait for an operator first, then the oldest; at most 100 each. */
export async function unfinishedOperations({ databases }: Reads): Promise<ServiceOperation[]> {
  const found: ServiceOperation[] = [];
  // One after another, so that the same database is named each time if none can be read.
  for (const service of services) {
    const pool = databases.pool(service);
    const livingProcesses = await reading(service, () => countLivingProcesses(pool));
    const { operations } = await reading(service, () => listUnfinished(pool));
    found.push(...operations.map((now) => ({ service, livingProcesses, now })));
  }
  return found;
}

/** One operation, finished or not; undefined if neither service knows it. */
export async function operationOf(
  { databases }: Reads,
  operationId: string,
): Promise<ServiceOperation | undefined> {
  for (const service of services) {
    const pool = databases.pool(service);
    const now = await reading(service, () => findOperation(pool, operationId));
    if (now === undefined) continue;
    return { service, now, livingProcesses: await reading(service, () => countLivingProcesses(pool)) };
  }
  return undefined;
}

/** @throws Problem 503 that names the database, if it cannot be read. */
export async function reading<T>(database: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(
      503,
      'Database unavailable',
      `The database of ${database} cannot be read right now: ${why}.`,
    );
  }
}
