/** Comparing ledgers on a schedule: `@holdfast/service-defaults/reconciliation`. */
export { type ComparePage, type Counted, Reconciler, type ReconcilerOptions } from './reconciler.ts';
export { createReconciliationSchema, dropReconciliationSchema } from './schema.ts';
