import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from './seeded-random.ts';
import { configurationInWords, timedServices, usualConfiguration } from './configuration.ts';
import { collide, drawConfiguredPlan, drawPlan } from './draw-plan.ts';
import { faultTable } from './fault-table.ts';
import { themes } from './themes.ts';
import { habits, inWords, nameOf, type Plan, type PlannedFault, readPlan, writePlan } from './plan.ts';

const many = (seed: number, count: number): Plan[] =>
  Array.from({ length: count }, (_, index) => drawPlan(seed, index + 1));

describe('drawPlan', () => {
  it('draws the same plan only for the same seed and number', () => {
    expect(drawPlan(7, 3)).toEqual(drawPlan(7, 3));
    expect(drawPlan(7, 3)).not.toEqual({ ...drawPlan(7, 4), number: 3 });
    expect(drawPlan(7, 3)).not.toEqual({ ...drawPlan(8, 3), seed: 7 });
    expect(nameOf(drawPlan(7, 3))).toBe('random-7-3');
  });

  it('draws a plan that can be written and read back', () => {
    const plan = drawPlan(7, 3);
    expect(readPlan(writePlan(plan))).toEqual(plan);
    expect(() => readPlan('{"seed":1}')).toThrow('not a plan of a random run');
    expect(() => readPlan('null')).toThrow('not a plan of a random run');
  });

  it('eventually draws every row of the fault table and every habit', () => {
    const plans = many(1, 400);
    const kinds = new Set(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual([...faultTable.map(({ kind }) => kind), 'theme'].sort());
    expect(new Set(plans.flatMap(({ visits }) => visits.map(({ does }) => does)))).toEqual(new Set(habits));
  });

  it('has a theme in every plan, and each theme once per round', () => {
    const themed = many(99, themes.length).map(({ faults }) =>
      faults
        .filter(({ kind }) => kind === 'theme')
        .map(inWords)
        .join('; '),
    );
    expect(themed).not.toContain('');
    expect(new Set(themed).size).toBe(themes.length);
  });

  it('ends all faults within the plan, and never overlaps two acts on one process', () => {
    for (const { faults, lastsMs } of many(3, 200)) {
      for (const fault of faults) expect(fault.atMs + fault.lastsMs).toBeLessThanOrEqual(lastsMs);
      const pairs = faults.flatMap((one, index) =>
        faults.slice(index + 1).map((other) => [one, other] as const),
      );
      expect(pairs.filter(([one, other]) => collide(one, other))).toEqual([]);
    }
  });

  it('omits most rows of the table from most plans', () => {
    expect(Math.max(...many(4, 100).map(({ faults }) => faults.length))).toBeLessThan(9);
  });
});

describe('drawConfiguredPlan', () => {
  const configured = Array.from({ length: 400 }, (_, index) => drawConfiguredPlan(5, index + 1));
  const isUsual = ({ configuration }: Plan): boolean => configuration === undefined;

  it('draws the usual configuration for half of the plans, with the same faults as without one', () => {
    const usual = configured.filter(isUsual);
    expect(usual.length).toBeGreaterThan(180);
    expect(usual.length).toBeLessThan(280);
    for (const plan of usual) expect(plan).toEqual(drawPlan(5, plan.number));
  });

  it('draws every part of a configuration, and names it', () => {
    const names = configured.map(nameOf).join(' ');
    for (const label of ['shipped', 'mixed', 'shedding', 'one-copy', 'on-postgres', 'short-pages'])
      expect(names).toContain(`-${label}`);
    const [plan] = configured.filter(({ configuration }) => configuration?.copies === 1);
    expect(configurationInWords(plan?.configuration ?? usualConfiguration)).toContain(
      'one copy of each service',
    );
    expect(configurationInWords(usualConfiguration)).toBe('');
  });

  it('keeps plans with shipped timings rare, and gives them more time', () => {
    const shipped = configured.filter(({ configuration }) => (configuration?.shipped.length ?? 0) > 0);
    expect(shipped.length).toBeGreaterThan(5);
    expect(shipped.length).toBeLessThan(60);
    for (const { lastsMs } of shipped) expect(lastsMs).toBe(25_000);
  });

  it('never lets payments wait longer than checkout', () => {
    const mixed = configured.flatMap(({ configuration }) =>
      configuration === undefined ? [] : [configuration],
    );
    for (const { shipped } of mixed.filter(({ shipped: services }) => services.includes('payments')))
      expect(shipped).toContain('checkout');
    expect(new Set(mixed.flatMap(({ shipped }) => shipped))).toEqual(new Set(timedServices));
  });

  it('breaks only what the configuration has', () => {
    for (const { configuration = usualConfiguration, faults } of configured) {
      const broken = faults.map((fault) => JSON.stringify(fault)).join(' ');
      if (configuration.copies === 1) expect(broken).not.toMatch(/"process":"\w+-2"/);
      if (configuration.queues === 'postgres') expect(broken).not.toMatch(/->redis|"redis"|"on":"queue"/);
    }
  });

  it('gives each theme of the first round what its rare event needs', () => {
    for (let seed = 1; seed <= 50; seed += 1)
      for (const [index, { faults, needs }] of themes.entries()) {
        const plan = drawConfiguredPlan(seed, index + 1);
        expect({ ...usualConfiguration, ...plan.configuration }).toMatchObject(needs);
        expect(plan.faults.filter(({ kind }) => kind === 'theme')).toHaveLength(faults.length);
      }
  });
});

describe('collide', () => {
  const pause: PlannedFault = {
    on: 'process',
    process: 'payments',
    act: 'pause',
    kind: 'zombie',
    atMs: 1_000,
    lastsMs: 2_000,
  };

  it('detects acts that overlap on one process', () => {
    expect(collide(pause, { ...pause, act: 'kill', atMs: 2_500 })).toBe(true);
    expect(collide(pause, { ...pause, act: 'kill', atMs: 9_000 })).toBe(false);
    expect(collide(pause, { ...pause, process: 'payments-2' })).toBe(false);
    const killed: PlannedFault = { ...pause, process: 'redis', act: 'kill' };
    expect(
      collide(killed, { on: 'queue', act: 'empty', kind: 'empty redis', atMs: 1_500, lastsMs: 100 }),
    ).toBe(true);
  });
});

describe('SeededRandom', () => {
  it('repeats numbers for the same seeds only, evenly distributed', () => {
    const drawn = (...seeds: [number, number?]): number[] => {
      const random = new SeededRandom(...seeds);
      return Array.from({ length: 1_000 }, () => random.next());
    };
    expect(drawn(5, 1)).toEqual(drawn(5, 1));
    expect(drawn(5, 1)).not.toEqual(drawn(5, 2));
    const numbers = drawn(5);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });

  it('includes both bounds, and refuses to pick from an empty list', () => {
    const random = new SeededRandom(1);
    const drawn = new Set(Array.from({ length: 100 }, () => random.between(1, 3)));
    expect(drawn).toEqual(new Set([1, 2, 3]));
    expect(() => random.pick([])).toThrow('nothing to pick');
  });
});
