/** What the failure lab's control API speaks. Times are milliseconds since the epoch, with fractions. */

export type Protocol = 'http' | 'postgres' | 'redis' | 'smtp';
export type Direction = 'request' | 'response';

/** Where a proxy listens and whom it stands for. `from` and `to` are process names: `checkout-2`, `payments`, `postgres`, `shopper`. */
export interface EdgeConfig {
  /** `checkout-2->payments`: from the caller to the role that is called. Unique. */
  readonly edge: string;
  readonly from: string;
  /** The role that is called, whichever copy of it answers. */
  readonly to: string;
  readonly protocol: Protocol;
  /** 127.0.0.1 unless the lab is told to listen elsewhere. */
  readonly port: number;
  /** New connections take turns among these, each address of a name counted by itself; those that refuse are skipped. */
  readonly upstreams: readonly Upstream[];
  /** Of HTTP: callers from outside get 503 with `Retry-After`, and no closed connection, when the servers are away. Default: they are reset. */
  readonly frontDoor?: FrontDoorConfig | undefined;
}

export interface FrontDoorConfig {
  /** New connections go only to servers that answer a GET of this path with 200. Default: to every server that takes them. */
  readonly readyPath?: string | undefined;
}

export interface Upstream {
  /** The process: `payments` or `payments-2`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** One message on an edge: a request line and its body, a statement, a command, a verb, or the answer to one. */
export interface Message {
  /** Counts all messages of the lab. */
  readonly number: number;
  readonly at: number;
  readonly edge: string;
  /** Without the number of the copy: `checkout->payments` for `checkout-2->payments` too. What strikes and faults name. */
  readonly route: string;
  readonly protocol: Protocol;
  readonly direction: Direction;
  /** `POST /payments`, `201 POST /payments`, `insert orders`, `COMMIT`, `EVALSHA addStandardJob`, `DATA`: without ids. */
  readonly label: string;
  /** The processes that sent it and that are to get it. */
  readonly sender: string;
  readonly receiver: string;
  readonly connection: number;
  readonly bytes: number;
  /** A poll, a lease's renewal, a connection's own set-up: what goes on without any order. Strikes pass it over unless they name it. */
  readonly isBackground: boolean;
}

/**
 * Holds for all connections of the edges it names, old and new, until it is cleared or has struck `times` messages or connections.
 * With a label it meets only the messages of that name (of answers: also what they answer), else all, background and set-up too.
 * Without a direction reset, close, black_hole and bandwidth look at both, status and half_open at requests, the others at answers.
 */
export type Fault = { readonly times?: number; readonly direction?: Direction; readonly label?: string } &
  /** Nobody listens: who was connected is reset, who comes gets ECONNREFUSED, which no one can count. With `times`: taken and reset at once. */
  (
    | { readonly kind: 'refuse' }
    /** Handshakes hang, as with a host that is away; who was connected is reset. Has no `times`. */
    | { readonly kind: 'syn_hang' }
    /** Drops the message and resets both sides. */
    | { readonly kind: 'reset' }
    /** Drops the message and ends both sides politely. */
    | { readonly kind: 'close' }
    /** Drops the message; its connection says nothing any more, also when the fault is cleared, until its caller gives up. */
    | { readonly kind: 'black_hole' }
    /** The server is not told that its client has gone (direction `response`: the other way round), until the fault is cleared. */
    | { readonly kind: 'half_open' }
    | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
    | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
    | { readonly kind: 'slice'; readonly bytes: number; readonly pauseMs?: number }
    /** Passes so many bytes of the message on, then ends politely. */
    | { readonly kind: 'truncate'; readonly bytes: number }
    /** Of HTTP the body, of other protocols all bytes of the message make no sense. */
    | { readonly kind: 'garbage' }
    /** HTTP and SMTP: answers in place of the server, which never sees the request; for SMTP `body` is the whole reply line. */
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly headers?: Readonly<Record<string, string>>;
        readonly body?: string;
      }
    /** HTTP and SMTP: the server does its work, and the caller gets this in place of its answer. */
    | {
        readonly kind: 'status_after';
        readonly status: number;
        readonly headers?: Readonly<Record<string, string>>;
        readonly body?: string;
      }
  );

/** What a strike does to its message, which has arrived whole and has not been passed on. */
export type StrikeAction =
  /** Drops it and resets both sides. */
  | { readonly kind: 'reset' }
  /** Drops it and ends both sides politely. */
  | { readonly kind: 'close' }
  /** Drops it, and everything after it on this connection, and says nothing until the caller gives up. */
  | { readonly kind: 'black_hole' }
  /** Passes half of it on, then resets. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** HTTP requests: passes it on twice, the second time on a connection of its own whose answer nobody reads. */
  | { readonly kind: 'duplicate' }
  /** Keeps it, and what comes after it on this connection, until the strike is released. */
  | { readonly kind: 'hold' };

export interface Strike {
  /** A route, for whichever copy comes first, or an edge. */
  readonly edge: string;
  readonly direction: Direction;
  /** Exact; an answer also by what it answers (`POST /payments`). Default: any message that is not background. */
  readonly label?: string;
  /** Which of the matching messages since the strike was armed, from 1. Default 1. */
  readonly ordinal?: number;
  /** Bytes that the message must hold: an order's id, a key. */
  readonly contains?: string;
  readonly action: StrikeAction;
}

export interface ArmedStrike extends Strike {
  readonly strikeId: string;
  readonly state: 'armed' | 'held' | 'struck';
  /** The message it hit; null while it is armed. */
  readonly message: Message | null;
}

/** How a held message goes on: to its receiver, nowhere with its connection open or reset, or to its receiver and then the connection ends. */
export type Release = 'forward' | 'drop' | 'reset' | 'forward_and_reset';

export interface EdgeStatus extends EdgeConfig {
  readonly connections: number;
  /** Connections ever taken. */
  readonly accepted: number;
  readonly messages: number;
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
      readonly type: 'fault_set' | 'fault_cleared' | 'fault_struck';
      readonly at: number;
      readonly fault: ActiveFault;
    }
  | {
      readonly type: 'connection';
      readonly at: number;
      readonly edge: string;
      readonly connection: number;
      readonly state: 'opened' | 'closed';
    };
