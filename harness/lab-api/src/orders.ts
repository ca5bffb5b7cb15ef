import { type Message } from './edges.ts';

/** `GET /orders/:orderId/journey`: one order, from the databases and the wire. */
export interface Journey {
  readonly orderId: string;
  /** As checkout stores it: `payment_pending`. */
  readonly status: string;
  /** Attempts to charge, oldest first. */
  readonly tries: readonly { readonly at: number; readonly by: string; readonly outcome: string }[];
  /** The next automatic try; null if none is due. */
  readonly nextTryAt: number | null;
  readonly nextTryBy: string | null;
  /** Ends it if no try does: `an operator, after 24 h`. Null if it has ended. */
  readonly endsWith: string | null;
  readonly payment: { readonly paymentId: string; readonly status: string } | null;
  readonly charges: readonly {
    readonly chargeId: string;
    readonly amountMinor: number;
    readonly status: string;
  }[];
  readonly emails: readonly { readonly kind: string; readonly status: string }[];
  /** Messages on the wire that name it. The oldest may be forgotten. */
  readonly messages: readonly number[];
}

/** `GET /messages/:number`: the bytes of one message, at most 4 KiB, with secrets masked. */
export interface CapturedMessage {
  readonly message: Message;
  /** An HTTP head, or the first lines of another protocol. */
  readonly head: string;
  readonly body: string;
  readonly bytes: number;
  /** Bytes kept; null if it was kept whole. */
  readonly cutAt: number | null;
  /** The masked parts: `authorization`. */
  readonly masked: readonly string[];
}

/** `GET /keys`: an operation that has not ended. */
export interface UnfinishedKey {
  readonly service: string;
  readonly operationId: string;
  /** `POST /checkouts` */
  readonly operation: string;
  readonly state: string;
  readonly reason: string | null;
  readonly createdAt: number;
  /** The next step and its time in one sentence. */
  readonly nextStep: string;
  readonly nextCheckAt: number | null;
  /** `payments`, `an operator`. */
  readonly endedBy: string;
  /** Null where no retry is possible. */
  readonly retryCommand: string | null;
}
