export { type Answer, jsonAnswer, problemAnswer } from './answer.ts';
export { Completer } from './completer.ts';
export { idempotencyErrors } from './idempotency.errors.ts';
export {
  IdempotencyKeys,
  type Beginning,
  type Ending,
  type Execution,
  type Operation,
} from './idempotency-keys.ts';
export { type IdempotentRequest, idempotentRequest } from './idempotent-request.ts';
export { Idempotent, IdempotencyKey } from './idempotent.interceptor.ts';
export { type Database } from './key-store.ts';
export { composeStatement, type Statement, type Write } from './write.ts';
