import { type Scenario } from '../../scenario/scenario.ts';
import { NotHit } from '@holdfast/engine';
import {
  breakNow,
  configurationInWords,
  inWords,
  nameOf,
  performVisit,
  type Plan,
  type PlannedFault,
  type Shopper,
  usualConfiguration,
  type UsedKeys,
} from '@holdfast/witness';
import { type System } from '../../system/system.ts';
import { breakable } from './break.ts';
import { configured } from './configured.ts';
import { seenByCustomers, type Observations } from './observations.ts';

const updateEveryMs = 2_000;

/** Turns a plan into a scenario, identically for drawn and stored plans. */
export function planScenario(plan: Plan, observations: Observations): Scenario {
  const { seed, faults, configuration = usualConfiguration } = plan;
  const [first] = faults;
  return {
    name: nameOf(plan),
    group: 'random',
    seed,
    broken: [configurationInWords(configuration), brokenBy(faults)].filter((text) => text !== '').join(' '),
    customerSees:
      'Orders are paid or pending, at the latest after healing. Never two charges, never an internal error.',
    cell: { edge: first === undefined ? 'all' : placeOf(first), fault: 'random', phase: 'throughout' },
    proves: [],
    ...configured(configuration),
    mayMiss: true,
    run: (system) => perform(system, plan, observations),
  };
}

const brokenBy = (faults: readonly PlannedFault[]): string =>
  faults.length === 0 ? 'Nothing.' : `At random: ${faults.map(inWords).join('; ')}.`;

function placeOf(fault: PlannedFault): string {
  switch (fault.on) {
    case 'edge':
      return fault.route;
    case 'process':
      return fault.process;
    case 'provider':
      return fault.route === 'webhooks' ? 'stripe->payments' : 'payments->stripe';
    case 'queue':
      return 'redis';
    case 'database':
      return 'postgres';
  }
}

async function perform(system: System, plan: Plan, observations: Observations): Promise<void> {
  const watch = await observations.watch(system);
  const startedAt = Date.now();
  const at = (ms: number): Promise<boolean> =>
    system.until(`the plan's ${ms} ms`, () => Date.now() - startedAt >= ms, ms + 60_000);
  const used: UsedKeys = new Map();
  const shoppers = new Map<string, Shopper>();
  for (const { shopper } of plan.visits)
    if (!shoppers.has(shopper)) shoppers.set(shopper, system.shopper(shopper));

  const suffering = Promise.allSettled(plan.faults.map((fault) => suffer(system, fault, at)));
  const shopping = Promise.allSettled([
    ...plan.visits.map(async (planned) => {
      await at(planned.atMs);
      const shopper = shoppers.get(planned.shopper);
      if (shopper !== undefined) await performVisit(system.simulator, shopper, planned, used);
    }),
    updateOften(plan, at, () => watch.update()),
  ]);
  const [suffered, shopped] = [await suffering, await shopping];
  await watch.update();
  for (const [what, count] of seenByCustomers((await system.ledgers()).responses)) {
    if (count > 0) system.saw(what);
    observations.add(what, count);
  }
  throwWhatFailed([...suffered, ...shopped]);
  const tookEffect = suffered.some((each) => each.status === 'fulfilled' && each.value);
  if (!tookEffect && plan.faults.length > 0) throw new NotHit('No fault of the plan struck anything.');
}

function throwWhatFailed(ended: readonly PromiseSettledResult<unknown>[]): void {
  const reasons = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (reasons.length === 1) throw reasons[0];
  if (reasons.length > 1)
    throw new AggregateError(reasons, reasons.map((reason) => String(reason)).join('\n'));
}

async function suffer(
  system: System,
  fault: PlannedFault,
  at: (ms: number) => Promise<boolean>,
): Promise<boolean> {
  await at(fault.atMs);
  const undo = await breakNow(breakable(system), fault);
  await at(fault.atMs + fault.lastsMs);
  return undo();
}

async function updateOften(
  { lastsMs }: Plan,
  at: (ms: number) => Promise<boolean>,
  update: () => Promise<void>,
): Promise<void> {
  for (let ms = updateEveryMs; ms <= lastsMs; ms += updateEveryMs) {
    await at(ms);
    await update();
  }
}
