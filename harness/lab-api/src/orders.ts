import { type Message } from './edges.ts';

/** `GET /orders/:orderId/journey`: one order, from the databases and the wire. */
export interface Journey {
  readonly orderId: string;
  /** As checkout stores it: `payment_pending`. */
  readonly status: string;
  /** Attempts to charge that passed on the wire, oldest first. The oldest may be forgotten. */
  readonly tries: readonly {
    readonly at: number;
    readonly by: string;
    /** `timed out after 5 s`, `connection reset`, `response 503`, `no response yet`. */
    readonly outcome: string;
    /** The number of its request. */
    readonly message: number;
  }[];
  /**
   * The latest try of the operation that is still open, also one that never reached the wire: `not sent: the
   * breaker is open`. Null once the order has ended.
   */
  readonly lastTry: { readonly number: number; readonly by: string; readonly outcome: string } | null;
  /** The next automatic try; null if none is due, or if no process of `nextTryBy` runs. */
  readonly nextTryAt: number | null;
  /** The service that tries next; null if none does. */
  readonly nextTryBy: string | null;
  /** Ends it if no try does: `an operator, after 24 h`. Null if it has ended. */
  readonly endsWith: string | null;
  readonly payment: { readonly paymentId: string; readonly status: string } | null;
  /** Of the local Stripe. Null if they cannot be read, as with Stripe itself. */
  readonly charges:
    readonly { readonly chargeId: string; readonly amountMinor: number; readonly status: string }[] | null;
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
  /** The next step in one sentence, without its time. */
  readonly nextStep: string;
  /** The next automatic check; null if none is due, or if no process of the service runs. */
  readonly nextCheckAt: number | null;
  /** `payments`, `an operator`. */
  readonly endedBy: string;
  /** Null where no retry is possible: then `nextStep` says why. */
  readonly retryCommand: string | null;
}

/** `POST /keys/:operationId/retry`: the result of the command, read back. */
export interface KeyRetry {
  readonly operationId: string;
  readonly isDone: boolean;
  /** One sentence or two, as the command says it. */
  readonly says: string;
}
