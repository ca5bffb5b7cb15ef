import { type Pool } from 'pg';
import { ByShape } from './by-shape.ts';
import { type Transaction } from './connections.ts';
import { SharedStatement, type Statement, type StatementHead, type Write } from './write.ts';

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
  await pool.query(statementFor(operationId, writes));
}

/** Does the same inside an open transaction. */
export async function executeWritesWithin(
  tx: Transaction,
  operationId: string,
  writes: readonly Write[],
): Promise<void> {
  const { text, values } = statementFor(operationId, writes);
  await tx.query(text, values);
}

const statements = new ByShape<SharedStatement>();

/** Writing the text of a statement takes longer than sending it, so each is written once. */
function statementFor(operationId: string, writes: readonly Write[]): Statement {
  const shared = statements.get(head, writes, () => new SharedStatement(head, writes));
  return shared.for([{ operationId, values: {}, writes }]);
}
