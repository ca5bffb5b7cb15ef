/** The types of the failure lab's control API. Times are milliseconds since the epoch, with fractions. */

export type Protocol = 'http' | 'postgres' | 'redis' | 'smtp';
export type Direction = 'request' | 'response';

/**
 * A proxy's port and the servers behind it. `from` and `to` are process names: `checkout-2`, `payments`,
 * `postgres`, `shopper`.
 */
export interface EdgeConfig {
  /** `checkout-2->payments`: from the caller to the called role. Unique. */
  readonly edge: string;
  readonly from: string;
  /** The called role, whichever copy responds. */
  readonly to: string;
  readonly protocol: Protocol;
  /** 127.0.0.1 unless the lab listens elsewhere. */
  readonly port: number;
  /**
   * New connections take turns among these, and among the addresses of a name; those that refuse are skipped.
   */
  readonly upstreams: readonly Upstream[];
  /**
   * HTTP: outside callers get 503 with `Retry-After` while the servers are down. Default: their connection is
   * reset.
   */
  readonly frontDoor?: FrontDoorConfig | undefined;
}

export interface FrontDoorConfig {
  /**
   * New connections go only to servers that return 200 to a GET of this path. Default: to every server that
   * accepts them.
   */
  readonly readyPath?: string | undefined;
}

export interface Upstream {
  /** The process: `payments` or `payments-2`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** One message on an edge: an HTTP request, a statement, a command, a verb, or the response to one. */
export interface Message {
  /** A running number over all messages of the lab. */
  readonly number: number;
  readonly at: number;
  readonly edge: string;
  /**
   * The edge without copy numbers: `checkout->payments` for `checkout-2->payments` too. Strikes and faults
   * name it.
   */
  readonly route: string;
  readonly protocol: Protocol;
  readonly direction: Direction;
  /**
   * `POST /payments`, `201 POST /payments`, `insert orders`, `COMMIT`, `EVALSHA addStandardJob`, `DATA`:
   * without IDs.
   */
  readonly label: string;
  /** The sending and the receiving process. */
  readonly sender: string;
  readonly receiver: string;
  readonly connection: number;
  readonly bytes: number;
  /** Shared by a request and its responses; unique on all edges. */
  readonly exchange: number;
  /** The orders that its bytes name: `ord_…`. Absent unless the lab observes, and on background messages. */
  readonly orders?: readonly string[];
  /** A hash of its idempotency key. Absent unless the lab observes and the message has one. */
  readonly key?: string;
  /**
   * A poll, a lease renewal or a connection's setup, which happen without any order. Strikes skip it unless
   * they name it.
   */
  readonly isBackground: boolean;
}

/**
 * Applies to all connections of its edges, old and new, until it is cleared or has hit `times` messages or
 * connections. With a label, it applies only to messages with that label, or to responses to them. Without
 * one, it applies to all, background included; with `times`, to all that are not background. Default
 * direction: both for reset, close, black_hole and bandwidth; requests for status and half_open; else
 * responses.
 */
export type Fault = { readonly times?: number; readonly direction?: Direction; readonly label?: string } &
  /**
   * Closes the port: existing connections are reset, new ones get ECONNREFUSED, which cannot be counted. With
   * `times`, new ones are accepted and reset immediately.
   */
  (
    | { readonly kind: 'refuse' }
    /** Handshakes hang, as with an unreachable host; existing connections are reset. Has no `times`. */
    | { readonly kind: 'syn_hang' }
    /** Drops the message and resets both sides. */
    | { readonly kind: 'reset' }
    /** Drops the message and closes both sides gracefully. */
    | { readonly kind: 'close' }
    /**
     * Drops the message; its connection stays silent, even after the fault is cleared, until its caller gives
     * up.
     */
    | { readonly kind: 'black_hole' }
    /**
     * Hides from the server that its client has disconnected (direction `response`: the reverse), until the
     * fault is cleared.
     */
    | { readonly kind: 'half_open' }
    | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
    | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
    | { readonly kind: 'slice'; readonly bytes: number; readonly pauseMs?: number }
    /** Forwards this many bytes of the message, then closes gracefully. */
    | { readonly kind: 'truncate'; readonly bytes: number }
    /** Replaces the HTTP body, or in other protocols the whole message, with garbage. */
    | { readonly kind: 'garbage' }
    /**
     * HTTP and SMTP: responds instead of the server, which never sees the request. For SMTP, `body` is the
     * whole reply line.
     */
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly headers?: Readonly<Record<string, string>>;
        readonly body?: string;
      }
    /** HTTP and SMTP: the server does its work, but the caller gets this instead of its response. */
    | {
        readonly kind: 'status_after';
        readonly status: number;
        readonly headers?: Readonly<Record<string, string>>;
        readonly body?: string;
      }
  );

/** A strike's action on its message, which has arrived completely and has not been forwarded. */
export type StrikeAction =
  /** Drops it and resets both sides. */
  | { readonly kind: 'reset' }
  /** Drops it and closes both sides gracefully. */
  | { readonly kind: 'close' }
  /** Drops it and everything after it on this connection, and stays silent until the caller gives up. */
  | { readonly kind: 'black_hole' }
  /** Forwards half of it, then resets. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'delay'; readonly ms: number }
  /**
   * HTTP requests: forwards it twice, the second time on a separate connection whose response is discarded.
   */
  | { readonly kind: 'duplicate' }
  /** Holds it and everything after it on this connection until the strike is released. */
  | { readonly kind: 'hold' };

export interface Strike {
  /** A route, which matches any copy, or an edge. */
  readonly edge: string;
  readonly direction: Direction;
  /**
   * An exact label; a response also matches the label of its request (`POST /payments`). Default: any message
   * that is not background.
   */
  readonly label?: string;
  /** The ordinal among the matching messages since the strike was armed, from 1. Default 1. */
  readonly ordinal?: number;
  /** The message must contain this text: an order ID, a key. Prepared statements count with their SQL. */
  readonly contains?: string;
  readonly action: StrikeAction;
}

export interface ArmedStrike extends Strike {
  readonly strikeId: string;
  readonly state: 'armed' | 'held' | 'struck';
  /** The message it hit; null while it is armed. */
  readonly message: Message | null;
}

/** How to release a held message: forward it, drop it, reset the connection, or forward it and then reset. */
export type Release = 'forward' | 'drop' | 'reset' | 'forward_and_reset';

export interface EdgeStatus extends EdgeConfig {
  readonly connections: number;
  /** The number of connections accepted so far. */
  readonly accepted: number;
  readonly messages: number;
  /** Of the messages, those that happen without any order: how many of each label. */
  readonly backgroundMessages: Readonly<Record<string, number>>;
  readonly faults: readonly ActiveFault[];
}

export type ActiveFault = Fault & {
  readonly faultId: string;
  readonly edge: string;
  readonly struck: number;
};

/** One line of the event stream. */
export type LabEvent =
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'struck'; readonly at: number; readonly strike: ArmedStrike }
  | { readonly type: 'released'; readonly at: number; readonly strikeId: string; readonly how: Release }
  | {
      readonly type: 'fault_set' | 'fault_cleared';
      readonly at: number;
      readonly fault: ActiveFault;
    }
  | {
      readonly type: 'fault_struck';
      readonly at: number;
      readonly fault: ActiveFault;
      /** The number of the message it hit; null if it hit connections. */
      readonly message: number | null;
    }
  | {
      readonly type: 'connection';
      readonly at: number;
      readonly edge: string;
      readonly connection: number;
      readonly state: 'opened' | 'closed';
      /** The side that left first; absent when it opens. */
      readonly endedBy?: 'caller' | 'server' | 'lab';
      /** When that side left; `at` is when both had. Absent when it opens. */
      readonly leftAt?: number;
    };
