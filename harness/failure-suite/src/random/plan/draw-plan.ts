import { SeededRandom } from './seeded-random.ts';
import { type FaultKind, faultTable, themes } from './fault-table.ts';
import { type Breakage, habits, type Plan, type PlannedFault, type PlannedVisit } from './plan.ts';

/** 15 s of shopping: a theme, what was drawn beside it, and time to see a breaker open and close. */
const lastsMs = 15_000;
const shoppers = ['Ada', 'Grace', 'Edsger', 'Barbara'] as const;
/** What a process needs between the end of one act on it and the next: it starts within that. */
const restMs = 1_500;

/** Swarm testing (Groce et al., 2012): each plan leaves most rows out, so that some faults are seen without the others that hide their effect. */
const swarmShare = 0.3;

/** The same plan for the same seed and number. */
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

/** What an act needs for itself: one process cannot be paused while it is killed. */
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

/** Everybody buys and looks around; of the other habits a plan has some. Before and during the theme everybody looks at suggestions. */
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
