import assert from 'node:assert/strict';
import { type System } from '../system/system.ts';

/** Undefined if the process does not show it. */
async function shown(
  system: System,
  process: string,
  metric: string,
  state: string | undefined,
): Promise<number | undefined> {
  const { text } = await system.ask(process, '/metrics');
  const label = state === undefined ? '' : `state="${state}"[^}]*`;
  const values = [...text.matchAll(new RegExp(`^${metric}\\{[^}]*${label}\\} (\\S+)$`, 'gm'))];
  return values.length === 0 ? undefined : values.reduce((sum, [, value]) => sum + Number(value), 0);
}

export async function gauge(system: System, process: string, metric: string, state: string): Promise<number> {
  const value = await shown(system, process, metric, state);
  assert.ok(value !== undefined, `${process} measures ${metric} of state ${state}`);
  return value;
}

/** The largest age that a process shows with a gauge, seconds, except for what an operator must decide. */
export async function oldestShown(system: System, process: string, metric: string): Promise<number> {
  const { text } = await system.ask(process, '/metrics');
  const series = [...text.matchAll(new RegExp(`^${metric}(\\{[^}]*\\})? (\\S+)$`, 'gm'))];
  const ages = series.filter(([, labels = '']) => !/state="(?:held|review)"/.test(labels));
  assert.ok(ages.length > 0, `${process} measures ${metric}`);
  return Math.max(...ages.map(([, , seconds]) => Number(seconds)));
}

/** 20 s: services measure every 10 s. */
const patienceMs = 20_000;

/** The operators of all services see what waits for them, and an alert can. */
export const operatorsSee = (
  system: System,
  processes: readonly string[],
  metric: string,
  state?: string,
): Promise<unknown> =>
  Promise.all(
    processes.map((process) =>
      system.until(
        `${process} shows ${metric} of state ${state ?? 'any'}`,
        async () => ((await shown(system, process, metric, state)) ?? 0) > 0,
        patienceMs,
      ),
    ),
  );
