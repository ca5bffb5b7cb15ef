/** The system around the lab. Times are milliseconds since the epoch unless they say otherwise. */

/** A part of a stack that an experiment may need. */
export type Capability = 'processes' | 'redis' | 'simulator' | 'three-d-secure' | 'recommendations';

/** `GET /stack` */
export interface StackReport {
  readonly target: 'processes' | 'containers';
  /** Instances of each service. */
  readonly copies: number;
  readonly has: readonly Capability[];
  readonly portBase: number;
  /** For a browser on this machine; null if there is none. */
  readonly links: {
    readonly shop: string | null;
    readonly inbox: string | null;
    readonly simulator: string | null;
  };
  readonly commit: string | null;
  /** Written before a command that is shown, for another DATA_DIR: `DATA_DIR=/data `. Usually empty. */
  readonly commandPrefix: string;
  /** The address of the lab's control API, for the commands that the page shows. */
  readonly labUrl: string;
}

/** `GET /processes`: one process, as its supervisor reports it, or as its health route does without one. */
export interface LabProcess {
  /** `checkout`, `checkout-2`, `postgres`, `redis`, `mail`, `stripe-simulator`. */
  readonly name: string;
  readonly state: 'ready' | 'not ready' | 'starting' | 'paused' | 'stopping' | 'down' | 'unknown';
  /** Null without a supervisor. */
  readonly pid: number | null;
  readonly port: number | null;
  readonly memoryBytes: number | null;
  /** The dependencies without which it works on, from its health route. */
  readonly degraded: readonly string[];
}

export type ProcessAction = 'kill' | 'pause' | 'resume' | 'start' | 'stop' | 'restart';

/** `GET /breakers`: one dependency, as `GET /resilience` of its process reports it. Instants are ISO 8601. */
export interface LabBreaker {
  readonly process: string;
  /** The edge whose calls it guards: `checkout->payments`. */
  readonly edge: string;
  readonly dependency: string;
  readonly breaker: 'closed' | 'open' | 'half_open';
  readonly since: string;
  readonly explanation: string;
  readonly usersSee: string;
  readonly nextProbeAt: string | null;
  readonly hasBreaker: boolean;
  readonly failures: number;
  readonly finished: number;
  readonly pausedUntil: string | null;
  readonly retriesLeft: number;
  readonly inUse: number;
  readonly inUseLimit: number;
  readonly readAt: number;
}

export interface UnreachableProcess {
  readonly process: string;
  readonly unreachable: string;
}

/** The service's counters since the lab began to read them. Restarts take nothing away. */
export interface Counters {
  readonly replays: number;
  readonly retries: number;
  readonly olderSuggestions: number;
  /** Jobs that wait or run, by queue; null if the queues cannot be read. */
  readonly queued: Readonly<Record<string, number>> | null;
  /** Outbox rows that are not published yet. Null if the databases cannot be read. */
  readonly unpublished: number | null;
  /** Emails that are not sent yet. */
  readonly unsentEmails: number | null;
  readonly inbox: number | null;
}

/** A fault of the local Stripe: `GET /provider/faults`. */
export interface ProviderFault {
  /** `webhooks`, `*` or a route: `POST /v1/payment_intents`. */
  readonly route: string;
  readonly fault: string;
  readonly ms?: number;
  readonly times?: number;
  readonly struck: number;
}

/** `POST /heal-all` responds once everything that could be fixed is. */
export interface FixReport {
  /** One sentence each. */
  readonly did: readonly string[];
  readonly failed: readonly string[];
}
