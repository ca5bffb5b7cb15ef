/** `GET /verdict`: whether the money came out even, over all orders since a moment. */
export interface LabVerdict {
  readonly kind: 'even' | 'settling' | 'uneven' | 'cannot_count' | 'nothing_yet';
  readonly sentence: string;
  /** Orders before this moment are not counted. */
  readonly since: number;
  /** The last complete reading. */
  readonly readAt: number;
  /** The age of the oldest order whose outcome is open, in milliseconds. */
  readonly oldestOpenMs: number | null;
  readonly orders: {
    readonly paid: number;
    readonly refunded: number;
    readonly pending: number;
    readonly waitsForBank: number;
    readonly declined: number;
  };
  readonly charges: number;
  readonly receipts: number;
  readonly refunds: number;
  /** Work in progress, one sentence each. */
  readonly stirring: readonly string[];
  /** The ledgers that could not be read, with the reason. */
  readonly unreadable: readonly string[];
  readonly differences: readonly {
    /** The number of the invariant that it violates, and what that says. */
    readonly invariant: number;
    readonly says: string;
    readonly text: string;
    readonly orderId: string | null;
  }[];
}

/** `GET /customers`: the lab's own customers. */
export interface CustomersReport extends CustomersSetting {
  readonly mix: {
    readonly buys: number;
    readonly doubleClicks: number;
    readonly retries: number;
    readonly vanishes: number;
  };
  /** The share of cards that decline. */
  readonly declines: number;
  readonly counts: {
    readonly bought: number;
    readonly doubleClicked: number;
    readonly retried: number;
    readonly vanished: number;
    readonly declined: number;
    /** Responses without an outcome, after which a customer asked again. */
    readonly unanswered: number;
  };
  /** Purchases in progress, 200 at most. */
  readonly inFlight: number;
  /** Customers stay away because 200 are buying already: the rate is not reached. */
  readonly fallsBehind: boolean;
}

/** `PUT /customers` */
export interface CustomersSetting {
  /** 0 is off. At most 20. */
  readonly ratePerSecond: number;
  readonly seed: number;
}

/** `GET /unattended`: random plans from a seed, one after another. */
export interface UnattendedReport {
  readonly state: 'off' | 'running' | 'stopping' | 'done';
  readonly seed: number;
  readonly minutes: number;
  readonly startedAt: number | null;
  /** The current plan in words. */
  readonly plan: string | null;
  readonly phase: 'breaking' | 'healing' | null;
  readonly results: readonly {
    readonly plan: string;
    readonly verdict: 'held' | 'broken' | 'void';
    readonly reasons: readonly string[];
    readonly endedAt: number;
  }[];
  /** The same plans in the failure suite. */
  readonly command: string;
}
