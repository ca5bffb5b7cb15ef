import { SeededRandom } from './seeded-random.ts';
import { type Configuration, drawConfiguration, labelsOf, usualConfiguration } from './configuration.ts';
import { type FaultKind, faultTable } from './fault-table.ts';
import { type Theme, themes } from './themes.ts';
import { type Breakage, habits, type Plan, type PlannedFault, type PlannedVisit } from './plan.ts';

/** 15 s: enough for a theme, the drawn faults, and a breaker to open and close. */
const usualMs = 15_000;
/** 25 s: a breaker with shipped timings stays open for up to 15 s. */
const shippedMs = 25_000;
const shoppers = ['Ada', 'Grace', 'Edsger', 'Barbara'] as const;
/** 1.5 s between two acts on one process: it starts within that time. */
const restMs = 1_500;

/**
 * Swarm testing (Groce et al., 2012): each plan omits most rows, so that faults occur without others that
 * mask them.
 */
const swarmShare = 0.3;

/** Deterministic: the same seed and number draw the same plan. Default: for the usual configuration. */
export function drawPlan(
  seed: number,
  number: number,
  configuration: Configuration = usualConfiguration,
): Plan {
  const random = new SeededRandom(seed, number);
  const lastsMs = configuration.shipped.length === 0 ? usualMs : shippedMs;
  const faults = drawFaults(random, { number, lastsMs, configuration });
  const ofConfiguration = configuration === usualConfiguration ? {} : { configuration };
  return { seed, number, lastsMs, ...ofConfiguration, faults, visits: drawVisits(random, lastsMs) };
}

/** Separate from the plan: what breaks does not depend on how a configuration is drawn. */
const configurationStream = 1;

/**
 * Also draws the configuration. In the first round of themes, each theme has what its rare event needs, so
 * that a short run sees them all.
 */
export function drawConfiguredPlan(seed: number, number: number): Plan {
  const drawn = drawConfiguration(new SeededRandom(seed, number, configurationStream));
  const needs = number <= themes.length ? themeOf(number).needs : {};
  const configuration = { ...drawn, ...needs };
  return drawPlan(seed, number, labelsOf(configuration).length === 0 ? usualConfiguration : configuration);
}

function themeOf(number: number): Theme {
  return themes[(number - 1) % themes.length] ?? { faults: [], needs: {} };
}

type Drawn = Required<Pick<Plan, 'number' | 'lastsMs' | 'configuration'>>;

function drawFaults(random: SeededRandom, { number, lastsMs, configuration }: Drawn): PlannedFault[] {
  const canOccur = (fault: PlannedFault): boolean => exists(fault, configuration);
  const faults: PlannedFault[] = themeOf(number)
    .faults.map((timed) => ({ ...timed, kind: 'theme' }))
    .filter(canOccur);
  const enabled = random.some(faultTable, swarmShare);
  const wanted = random.between(1, 6);
  for (let drawn = 0; drawn < wanted && enabled.length > 0; drawn += 1) {
    const fault = drawFault(random, random.pick(enabled), lastsMs);
    if (canOccur(fault) && !faults.some((other) => collide(fault, other))) faults.push(fault);
  }
  return faults.sort((a, b) => a.atMs - b.atMs);
}

function drawFault(random: SeededRandom, { kind, draw, lastsMs }: FaultKind, planMs: number): PlannedFault {
  const breakage = draw(random);
  const length = random.between(...lastsMs);
  return { ...breakage, kind, atMs: random.between(500, planMs - length), lastsMs: length };
}

/** True if the configuration has what the fault breaks. */
export function exists(breakage: Breakage, { copies, queues }: Configuration): boolean {
  const isOfRedis =
    breakage.on === 'queue' ||
    (breakage.on === 'edge' && breakage.route.endsWith('->redis')) ||
    (breakage.on === 'process' && breakage.process === 'redis');
  const isOfSecondCopy = breakage.on === 'process' && breakage.process.endsWith('-2');
  return (!isOfRedis || queues === 'redis') && (!isOfSecondCopy || copies === 2);
}

/**
 * The resource that a fault needs exclusively: a process cannot be paused while it is down, and the provider
 * forgets all of its faults together.
 */
function needs(breakage: Breakage): string | undefined {
  if (breakage.on === 'provider') return 'provider';
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
function drawVisits(random: SeededRandom, lastsMs: number): PlannedVisit[] {
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
