import { type Pool } from 'pg';
import { type Transaction } from './connections.ts';
import { SharedStatement, type StatementHead, type Write } from './write.ts';

const head: StatementHead = {
  name: 'start',
  columns: {},
  constants: [],
  text: 'select operation_id from given',
  select: 'select operation_id as asked from start',
};

/** Commits writes for an operation outside of its key, in one statement. The first comes after `start`. */
export async function executeWrites(
  pool: Pool,
  operationId: string,
  writes: readonly Write[],
): Promise<void> {
  await pool.query(new SharedStatement(head, writes).for([{ operationId, values: {}, writes }]));
}

/** Does the same inside an open transaction. */
export async function executeWritesWithin(
  tx: Transaction,
  operationId: string,
  writes: readonly Write[],
): Promise<void> {
  const { text, values } = new SharedStatement(head, writes).for([{ operationId, values: {}, writes }]);
  await tx.query(text, values);
}
