export {
  countLivingProcesses,
  type DecisionRecord,
  findOperation,
  listUnfinished,
  type OperationDetails,
  type UnfinishedFilter,
  type UnfinishedOperations,
} from './find-operations.ts';
export { type Effect, follow, type Followed } from './follow.ts';
export {
  type OperationSnapshot,
  type NextStep,
  nextStepOf,
  type UnfinishedState,
  unfinishedStates,
} from './operation-snapshot.ts';
export {
  type AttemptName,
  type OperatorDecision,
  type DecisionAuthor,
  type ResolveRefusal,
  refusalOf,
  resolve,
  type Resolved,
  type StoredDecision,
} from './resolve.ts';
