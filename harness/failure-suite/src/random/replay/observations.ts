import { bodyOf, type CounterPattern, CounterWatch, type CustomerResponse } from '@holdfast/witness';
import { type Sometimes, type System } from '../../system/system.ts';

/** Rare events that the services count, with the metric and its labels. */
const counted: readonly CounterPattern<Sometimes>[] = [
  ['breaker opened', /^resilience_breaker_transitions_total\{[^}]*to="open"[^}]*\} (\d+)/gm],
  ['lease taken over', /^idempotency_takeovers_total\{[^}]*\} (\d+)/gm],
  ['duplicate job seen', /^messaging_messages_handled_total\{[^}]*outcome="duplicate"[^}]*\} (\d+)/gm],
];

export const sometimes = [
  'breaker opened',
  'lease taken over',
  'response lost after the effect',
  'stale served',
  'duplicate job seen',
] as const satisfies readonly Sometimes[];

/** Only suggestions are ever stale, and only the counts behind them see a duplicate. */
const ofRecommendations: readonly Sometimes[] = ['stale served', 'duplicate job seen'];

/** The rare events of a shop without these services. */
export const sometimesWithout = (services: readonly string[]): readonly Sometimes[] =>
  sometimes.filter((what) => !services.includes('recommendations') || !ofRecommendations.includes(what));

/** Counts the rare events that a random run must see. */
export class Observations {
  private readonly counts = new Map<Sometimes, number>(sometimes.map((what) => [what, 0]));

  get all(): { readonly what: Sometimes; readonly count: number }[] {
    return [...this.counts].map(([what, count]) => ({ what, count }));
  }

  /** Those that should have occurred in a shop without these services. */
  never(withoutServices: readonly string[] = []): Sometimes[] {
    return sometimesWithout(withoutServices).filter((what) => this.counts.get(what) === 0);
  }

  add(what: Sometimes, count: number): void {
    if (count > 0) this.counts.set(what, (this.counts.get(what) ?? 0) + count);
  }

  /** Starts watching for the duration of one plan. */
  async watch(system: System): Promise<CounterWatch<Sometimes>> {
    const watch = new CounterWatch<Sometimes>({
      processes: system.services,
      metricsOf: (service) => metricsOf(system, service),
      counters: counted,
      report: (what, count) => {
        if (count > 0) system.saw(what);
        this.add(what, count);
      },
    });
    await watch.update();
    return watch;
  }
}

/** Undefined while the plan keeps the service down or paused. */
async function metricsOf(system: System, service: string): Promise<string | undefined> {
  try {
    const { status, text } = await system.ask(service, '/metrics', { signal: AbortSignal.timeout(1_000) });
    return status === 200 ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Rare events that show in customers' responses. */
export function seenByCustomers(
  responses: readonly CustomerResponse[],
): readonly (readonly [Sometimes, number])[] {
  const stale = responses.filter(
    (response) => response.path.startsWith('/recommendations') && staleIn(response),
  );
  const lost = responses.filter(
    (response) => response.status === 0 && response.key !== null && hadEffect(response, responses),
  );
  return [
    ['stale served', stale.length],
    ['response lost after the effect', lost.length],
  ];
}

const staleIn = (response: CustomerResponse): boolean =>
  response.status === 200 && bodyOf(response)['stale'] === true;

/** True if a later response to the key shows an order that was created before this response was lost. */
function hadEffect({ key, endedAt }: CustomerResponse, responses: readonly CustomerResponse[]): boolean {
  return responses.some((later) => {
    if (later.key !== key || later.status < 200 || later.status > 202 || later.startedAt < endedAt)
      return false;
    const createdAt = bodyOf(later)['createdAt'];
    return typeof createdAt === 'string' && Date.parse(createdAt) < endedAt;
  });
}
