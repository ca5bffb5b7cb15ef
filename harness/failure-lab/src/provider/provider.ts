import { type ProviderFault } from '@holdfast/lab-api';
import { badRequest, Problem } from '../control/problem.ts';

const responseTimeoutMs = 2_000;

interface SimulatorFault {
  readonly faultId: string;
  readonly route: string;
  readonly fault: string;
  readonly ms: number | null;
  readonly times: number | null;
  readonly struck: number;
  readonly isSpent: boolean;
}

interface Refusal {
  readonly error: {
    readonly message: string;
    readonly problems: readonly { readonly field: string; readonly message: string }[];
  };
}

/** The faults that the local Stripe itself plays. It forgets them when it restarts. */
export class Provider {
  private readonly listeners = new Set<() => void>();

  /** `simulatorUrl`: null with Stripe itself, which has no faults. */
  constructor(private readonly simulatorUrl: string | null) {}

  /** All faults that are not spent. With Stripe itself: none. Throws `Problem`. */
  async faults(): Promise<readonly ProviderFault[]> {
    if (this.simulatorUrl === null) return [];
    const { faults } = (await this.call('GET')) as { faults: readonly SimulatorFault[] };
    return faults.filter(({ isSpent }) => !isSpent).map(reported);
  }

  /** Throws `Problem`. */
  async add(fault: unknown): Promise<ProviderFault> {
    const added = reported((await this.call('POST', fault)) as SimulatorFault);
    this.notify();
    return added;
  }

  /** Removes all; resolves to their number. Throws `Problem`. */
  async clear(): Promise<number> {
    if (this.simulatorUrl === null) return 0;
    const { removed } = (await this.call('DELETE')) as { removed: number };
    this.notify();
    return removed;
  }

  /** Calls back when this lab has changed them. Returns a function that unsubscribes. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private async call(method: string, body?: unknown): Promise<unknown> {
    if (this.simulatorUrl === null)
      throw new Problem(422, 'No local Stripe', 'Payments go to Stripe itself, which plays no faults.');
    const response = await fetch(`${this.simulatorUrl}/_simulator/faults`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(responseTimeoutMs),
    }).catch((cause: unknown) => {
      throw new Problem(503, 'No local Stripe', `The local Stripe does not respond: ${reason(cause)}.`);
    });
    if (response.ok) return response.json();
    throw response.status === 400
      ? badRequest(inWords((await response.json()) as Refusal))
      : new Problem(503, 'No local Stripe', `The local Stripe returned ${response.status}.`);
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}

const reported = ({ route, fault, ms, times, struck }: SimulatorFault): ProviderFault => ({
  route,
  fault,
  ...(ms === null ? {} : { ms }),
  ...(times === null ? {} : { times }),
  struck,
});

const inWords = ({ error: { message, problems } }: Refusal): string =>
  [message, ...problems.map(({ field, message: why }) => `${field} ${why}.`)].join(' ');

/** fetch wraps the socket's error. */
function reason(error: unknown): string {
  const { cause, message } = error as Error & { readonly cause?: { readonly code?: string } };
  return cause?.code ?? message;
}
