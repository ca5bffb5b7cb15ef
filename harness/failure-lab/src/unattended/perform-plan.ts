import {
  type BankPages,
  type Breakable,
  breakNow,
  now,
  pause,
  performVisit,
  type Plan,
  type PlannedFault,
  type Shopper,
  type UsedKeys,
} from '@holdfast/witness';

export interface PlanDeps {
  readonly target: Breakable;
  readonly bank: BankPages;
  /** A customer of this plan. */
  readonly shopper: (name: string) => Shopper;
  readonly signal: AbortSignal;
}

export interface Performed {
  /** At least one fault struck something. */
  readonly tookEffect: boolean;
  /** Visits with a response that no customer may get. */
  readonly assertions: readonly string[];
  /** Faults that could not be set or undone. */
  readonly failures: readonly string[];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Performs a plan, and undoes all its faults even if it is stopped. Never rejects. */
export async function performPlan(plan: Plan, deps: PlanDeps): Promise<Performed> {
  const startedAt = now();
  const at = (ms: number): Promise<void> => pause(Math.max(0, startedAt + ms - now()), deps.signal);
  const used: UsedKeys = new Map();
  const names = new Set(plan.visits.map(({ shopper }) => shopper));
  const shoppers = new Map([...names].map((name) => [name, deps.shopper(name)]));
  const [faults, visits] = await Promise.all([
    Promise.allSettled(plan.faults.map((fault) => suffer(fault, deps, at))),
    Promise.allSettled(
      plan.visits.map(async (planned) => {
        await at(planned.atMs);
        const shopper = shoppers.get(planned.shopper);
        if (shopper !== undefined) await performVisit(deps.bank, shopper, planned, used);
      }),
    ),
  ]);
  // Whatever fails after a stop is due to it.
  const failed = (all: readonly PromiseSettledResult<unknown>[]): string[] =>
    deps.signal.aborted
      ? []
      : all.flatMap((each) => (each.status === 'rejected' ? [messageOf(each.reason)] : []));
  return {
    tookEffect: faults.some((each) => each.status === 'fulfilled' && each.value),
    assertions: failed(visits),
    failures: failed(faults),
  };
}

async function suffer(
  fault: PlannedFault,
  { target }: PlanDeps,
  at: (ms: number) => Promise<void>,
): Promise<boolean> {
  await at(fault.atMs);
  const undo = await breakNow(target, fault);
  // A plan that is stopped is undone immediately.
  await at(fault.atMs + fault.lastsMs).catch(() => undefined);
  return undo();
}
