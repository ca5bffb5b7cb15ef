export {
  CheckoutClient,
  type CheckoutOutcome,
  type ReadOptions,
  type RefundOutcome,
  type WaitOptions,
} from './checkout-client.ts';
export { type ClientOptions } from './client-options.ts';
export { type ApiResponse } from './http/api-response.ts';
export { type Problem } from './http/problem.ts';
export { IdempotentClient } from './idempotent-client.ts';
export { indexedDbStorage } from './keys/indexed-db-storage.ts';
export { type EntryState, type KeyEntry } from './keys/key-entry.ts';
export { KeyStorageError, OperationMismatchError, type OwnerState } from './keys/key-errors.ts';
export { type KeyStorage } from './keys/key-storage.ts';
export { memoryStorage } from './keys/memory-storage.ts';
export { type ClientOperation, type Recognized } from './operation.ts';
export {
  type Expired,
  type KeyConflict,
  type Outcome,
  type Refused,
  type Sent,
  type Unknown,
  type UnknownReason,
} from './outcome.ts';
export { type Reading, type Unread } from './reading.ts';
export { type Runtime } from './runtime.ts';
export {
  type ActionRequired,
  type Charged,
  type Checkout,
  type Declined,
  type Paid,
  type Pending,
} from './shop/checkout.ts';
export {
  type BankConfirmation,
  isMoney,
  type Money,
  type Order,
  type OrderDispute,
  type OrderLine,
  type OrderStatus,
} from './shop/order.ts';
export { type OrderEvent, type OrderEvents } from './shop/order-events.ts';
export {
  isSuggestedProduct,
  type SuggestedProduct,
  type RecommendationRequest,
  type Recommendations,
} from './shop/recommendations.ts';
export { type Refund, type Refunded, type RefundLine, type RefundRequest } from './shop/refund.ts';
export { type CallOptions, type CallProgress, type FailedAttempt } from './submission/submit.ts';
