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
  nextStepOf,
  type OperationNextStep,
  type OperationSnapshot,
  type UnfinishedState,
  unfinishedStates,
} from './operation-snapshot.ts';
export {
  type AttemptName,
  type DecisionAuthor,
  type OperatorDecision,
  refusalOf,
  resolve,
  type Resolved,
  type ResolveRefusal,
  type StoredDecision,
} from './resolve.ts';
