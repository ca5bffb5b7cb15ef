/** Compares ledgers, page by page and on a schedule: `@holdfast/service-defaults/reconciliation`. */
export { type DifferenceStatus, repairFindings, type FindingWith } from './findings.ts';
export { LedgerOrder, type LedgerPosition } from './ledger-order.ts';
export {
  type ComparePage,
  type Counted,
  Reconciler,
  type ReconcilerOptions,
  runTimesOf,
} from './reconciler.ts';
export { type ReconciliationDatabase } from './run-store.ts';
export { createReconciliationSchema, dropReconciliationSchema } from './schema.ts';
