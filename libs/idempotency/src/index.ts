export { jsonResponse, problemResponse, type StoredResponse } from './operation/stored-response.ts';
export { idempotencyErrors } from './idempotency.errors.ts';
export { type Execution, IdempotencyKeys, type IdempotencyOptions } from './idempotency-keys.ts';
export {
  type IdempotentRequest,
  idempotentRequest,
  keyedRequest,
  readKey,
} from './key/idempotent-request.ts';
export { type Operation, type PermanentKey } from './operation/operation.ts';
export {
  absent,
  type CallAttempt,
  callNext,
  complete,
  NotExecuted,
  type Phase,
  phase,
  type PhaseDefinition,
  type ProvisionalResponse,
  type Step,
  StillInProgress,
  undecided,
  type UnknownPolicy,
} from './operation/phase.ts';
export {
  IdempotencyKey,
  Idempotent,
  IdempotentTransaction,
  NoKeyRequired,
  Tx,
} from './http/idempotent.decorator.ts';
export {
  type IdempotentRouteOptions,
  type OperationRouteOptions,
  type ResponsePresenter,
  type TransactionRouteOptions,
} from './http/route-options.ts';
export { final } from './operation/final.ts';
export { keyTimings, renewsInTime, renewsTooSeldom, runningTimesOf } from './idempotency.settings.ts';
export { IdempotencyModule, type IdempotencyModuleOptions } from './idempotency.module.ts';
export { Completer } from './running/completer.ts';
export { Reaper } from './running/reaper.ts';
export { type Transaction } from './store/connections.ts';
export { executeWrites, executeWritesWithin } from './store/execute-writes.ts';
export {
  databaseTime,
  insertRow,
  type RowInsert,
  type RowUpdate,
  type RowValues,
  Sql,
  sql,
  updateRow,
} from './store/row-writes.ts';
export { canMove, move, moved, type Moves } from './store/moves.ts';
export { wakeKey } from './store/wake-key.ts';
export { type SqlType, type Write } from './store/write.ts';
