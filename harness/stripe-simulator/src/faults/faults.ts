import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiFault, type FaultRequest, matchesRoute, type WebhookFault, webhooksRoute } from './fault.ts';

export interface Strike<F extends string> {
  readonly fault: F;
  readonly ms: number | undefined;
  /** Resolves after `atMostMs` or when the faults are deleted; without a limit, only then. */
  readonly hold: (atMostMs?: number) => Promise<void>;
}

export interface FaultReport {
  readonly faultId: string;
  readonly route: string;
  readonly fault: ApiFault | WebhookFault;
  readonly ms: number | null;
  readonly times: number | null;
  readonly struck: number;
  readonly isSpent: boolean;
}

interface ActiveFault {
  readonly faultId: string;
  readonly request: FaultRequest;
  struck: number;
  /** The keys that `key_in_use` blocks, each for as long as the fault exists. */
  readonly takenKeys: Set<string>;
}

/**
 * The active faults, in memory only: a restarted simulator has none. The oldest matching fault with strikes
 * left applies.
 */
export class Faults {
  private active: ActiveFault[] = [];
  private made = 0;
  private release = new AbortController();

  add(request: FaultRequest): FaultReport {
    this.made += 1;
    const fault = { faultId: `fault_${this.made}`, request, struck: 0, takenKeys: new Set<string>() };
    this.active.push(fault);
    return report(fault);
  }

  list(): FaultReport[] {
    return this.active.map(report);
  }

  /** Removes every fault and releases hanging, waiting and withheld requests. */
  clear(): number {
    const removed = this.active.length;
    this.active = [];
    this.release.abort();
    this.release = new AbortController();
    return removed;
  }

  /** `key`: its Idempotency-Key. */
  strikeRequest(method: string, path: string, key?: string): Strike<ApiFault> | undefined {
    const route = `${method} ${path}`;
    return this.strike<ApiFault>(
      ({ request }) => request.route !== webhooksRoute && matchesRoute(request.route, route),
      key,
    );
  }

  strikeWebhook(): Strike<WebhookFault> | undefined {
    return this.strike<WebhookFault>(({ request }) => request.route === webhooksRoute);
  }

  private strike<F extends ApiFault | WebhookFault>(
    matches: (fault: ActiveFault) => boolean,
    key?: string,
  ): Strike<F> | undefined {
    const fault = this.active.find((candidate) => matches(candidate) && isDue(candidate, key));
    if (fault === undefined) return undefined;
    fault.struck += 1;
    if (key !== undefined && fault.request.fault === 'key_in_use') fault.takenKeys.add(key);
    const { signal } = this.release;
    return {
      fault: fault.request.fault as F,
      ms: fault.request.ms,
      hold: (atMostMs) => (atMostMs === undefined ? aborted(signal) : waitFor(atMostMs, signal)),
    };
  }
}

function isDue(fault: ActiveFault, key: string | undefined): boolean {
  if (fault.request.fault !== 'key_in_use') return !isSpent(fault);
  return key !== undefined && (fault.takenKeys.has(key) || !isSpent(fault));
}

/** For `key_in_use`, `times` counts keys. */
function isSpent({ request: { fault, times }, struck, takenKeys }: ActiveFault): boolean {
  return times !== undefined && (fault === 'key_in_use' ? takenKeys.size : struck) >= times;
}

function report(fault: ActiveFault): FaultReport {
  const { route, fault: name, ms = null, times = null } = fault.request;
  return {
    faultId: fault.faultId,
    route,
    fault: name,
    ms,
    times,
    struck: fault.struck,
    isSpent: isSpent(fault),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
