/** Compares ledgers, page by page and on a schedule: `@holdfast/service-defaults/reconciliation`. */
export { type DifferenceStatus, repairFindings, type FindingWith } from './findings.ts';
export { LedgerOrder, type LedgerPosition } from './ledger-order.ts';
export { type ComparePage, Reconciler, type ReconcilerOptions, runTimesOf } from './reconciler.ts';
export { type ReconciliationDatabase } from './run-store.ts';
export {
  createReconciliationSchema,
  dropKeepUnresolvedSchema,
  dropReconciliationSchema,
  keepUnresolvedSchema,
} from './schema.ts';
export { type Counted, type Page, type Subject } from './unresolved-differences.ts';
