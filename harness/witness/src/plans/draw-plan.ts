import { SeededRandom } from './seeded-random.ts';
import { type FaultKind, faultTable, themes } from './fault-table.ts';
import { type Breakage, habits, type Plan, type PlannedFault, type PlannedVisit } from './plan.ts';

/** 15 s: enough for a theme, the drawn faults, and a breaker to open and close. */
const lastsMs = 15_000;
const shoppers = ['Ada', 'Grace', 'Edsger', 'Barbara'] as const;
/** 1.5 s between two acts on one process: it starts within that time. */
const restMs = 1_500;

/**
 * Swarm testing (Groce et al., 2012): each plan omits most rows, so that faults occur without others that
 * mask them.
 */
const swarmShare = 0.3;

/** Deterministic: the same seed and number draw the same plan. */
export function drawPlan(seed: number, number: number): Plan {
  const random = new SeededRandom(seed, number);
  return { seed, number, lastsMs, faults: drawFaults(random, number), visits: drawVisits(random) };
}

function drawFaults(random: SeededRandom, number: number): PlannedFault[] {
  const theme = themes[(number - 1) % themes.length] ?? [];
  const faults: PlannedFault[] = theme.map((timed) => ({ ...timed, kind: 'theme' }));
  const enabled = random.some(faultTable, swarmShare);
  const wanted = random.between(1, 6);
  for (let drawn = 0; drawn < wanted && enabled.length > 0; drawn += 1) {
    const fault = drawFault(random, random.pick(enabled));
    if (!faults.some((other) => collide(fault, other))) faults.push(fault);
  }
  return faults.sort((a, b) => a.atMs - b.atMs);
}

function drawFault(random: SeededRandom, { kind, draw, lastsMs: [least, most] }: FaultKind): PlannedFault {
  const breakage = draw(random);
  const length = random.between(least, most);
  return { ...breakage, kind, atMs: random.between(500, lastsMs - length), lastsMs: length };
}

/** The resource that a fault needs exclusively: a process cannot be paused while it is down. */
function needs(breakage: Breakage): string | undefined {
  if (breakage.on === 'process') return breakage.process;
  if (breakage.on === 'queue') return 'redis';
  return breakage.on === 'database' ? 'postgres' : undefined;
}

export function collide(one: PlannedFault, other: PlannedFault): boolean {
  const needed = needs(one);
  if (needed === undefined || needed !== needs(other)) return false;
  return one.atMs <= other.atMs + other.lastsMs + restMs && other.atMs <= one.atMs + one.lastsMs + restMs;
}

/**
 * Every customer buys and browses; a plan has some of the other habits. All browse before and during the
 * theme.
 */
function drawVisits(random: SeededRandom): PlannedVisit[] {
  const others = random.some(
    habits.filter((habit) => habit !== 'buys' && habit !== 'browses'),
    0.6,
  );
  const repertoire = ['buys', 'buys', 'browses', ...others] as const;
  const visits: PlannedVisit[] = shoppers.flatMap((shopper) =>
    [500, 5_000].map((atMs) => ({ shopper, does: 'browses' as const, atMs })),
  );
  for (const shopper of shoppers)
    for (let atMs = random.between(200, 1_500); atMs < lastsMs - 500; atMs += random.between(400, 1_800))
      visits.push({ shopper, does: random.pick(repertoire), atMs });
  return visits.sort((a, b) => a.atMs - b.atMs);
}
