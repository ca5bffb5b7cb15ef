import { describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { manualClock } from '../manual-clock.fixture.ts';
import { Resilience } from '../resilience.ts';
import { measure, watchDependencies } from '../resilience.metrics.ts';

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

const heapBytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

describe('keyed dependencies', () => {
  it('leave no memory, timers or series behind after 10,000 have come and gone', async () => {
    const clock = manualClock();
    const resilience = new Resilience({ clock });
    resilience.listen(measure);
    const unwatch = watchDependencies(() => resilience.snapshots());
    const usersSee = { closed: 'a', open: 'b', half_open: 'c' };
    const merchants = resilience.keyedDependencies({
      name: 'merchants',
      most: 1_000,
      optionsOf: () => ({ usersSee, attempts: 1 }),
    });
    const callEach = async (count: number, prefix: string): Promise<void> => {
      for (let made = 0; made < count; made += 1)
        await merchants
          .for(`${prefix}-${made}`)
          .run(() => Promise.reject(new Error('no')))
          .catch(() => undefined);
    };
    await callEach(2_000, 'early');
    const before = heapBytes();
    await callEach(10_000, 'late');
    expect(merchants.size).toBe(1_000);
    expect(clock.timers).toBe(0);
    // A leak of 1 kB each would be 10 MB.
    expect(heapBytes() - before).toBeLessThan(10_000_000);
    const series = (await metrics.metrics()).split('\n').filter((line) => line.includes('merchants'));
    expect(series).toContain(
      'resilience_calls_total{dependency="merchants",outcome="failure",cause="unclassified"} 12000',
    );
    expect(series.length).toBeLessThan(100);
    expect(series.join()).not.toMatch(/early|late/);
    unwatch();
  });
});
