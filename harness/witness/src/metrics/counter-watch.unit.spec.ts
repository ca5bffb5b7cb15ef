import { describe, expect, it } from '@jest/globals';
import { CounterWatch } from './counter-watch.ts';

const beganAt = 1_764_000_000_000;

/** A page of a process that started so many seconds after the watch began. */
const page = (count: number, startedAfterS?: number): string =>
  [
    `repairs_total{service="checkout"} ${count}`,
    ...(startedAfterS === undefined
      ? []
      : [`process_start_time_seconds{service="checkout"} ${beganAt / 1_000 + startedAfterS}`]),
  ].join('\n');

/** The sum of all increases if the process serves these pages in turn. */
async function counted(...pages: (string | undefined)[]): Promise<number> {
  let sum = 0;
  const watch = new CounterWatch({
    processes: ['checkout'],
    metricsOf: () => Promise.resolve(pages.shift()),
    counters: [['repairs', /^repairs_total\{[^}]*\} (\d+)/gm]],
    report: (_name, increase) => (sum += increase),
    now: () => beganAt,
  });
  while (pages.length > 0) await watch.update();
  return sum;
}

describe('CounterWatch', () => {
  it('counts the increase since its first reading', async () => {
    expect(await counted(page(3, -60), page(5, -60))).toBe(2);
  });

  it('takes no old counts for new ones if the first reading failed', async () => {
    expect(await counted(undefined, page(3, -60))).toBe(0);
    expect(await counted(undefined, page(3, -60), page(4, -60))).toBe(1);
    expect(await counted(undefined, page(3), page(4))).toBe(1);
  });

  it('counts all of a process that started after it began', async () => {
    expect(await counted(undefined, page(3, 5))).toBe(3);
    expect(await counted(page(7, -60), undefined, page(3, 5))).toBe(3);
  });

  it('sees a restart that has reached the old count again', async () => {
    expect(await counted(page(3, -60), page(4, 5))).toBe(4);
    expect(await counted(page(3, -60), undefined, page(3, 5))).toBe(3);
  });

  it('sees a restart by a lower count if the page has no start time', async () => {
    expect(await counted(page(3), undefined, page(2))).toBe(2);
  });
});
