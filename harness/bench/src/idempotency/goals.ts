import { atLeast, atMost, type Goal } from '../measure/goal.ts';
import { type Experiment, type ServerName } from './experiments.ts';
import { type ExperimentResult, type Result } from './results.ts';

/** Holdfast's goals, with the measured values. */
export function goalsOf(experiments: readonly ExperimentResult[]): Goal[] {
  const of = (name: Experiment['name'], server: ServerName): Result | undefined =>
    experiments.find((each) => each.name === name)?.results.find((each) => each.server === server);
  const checkouts = of('checkouts', 'holdfast')?.ratio;
  const dbosCheckouts = of('checkouts', 'dbos')?.ratio;
  const timesDbos =
    checkouts === undefined || dbosCheckouts === undefined ? undefined : checkouts / dbosCheckouts;
  return [
    {
      text: 'orders, 32 clients: at least 1.2 x without idempotency',
      ...atLeast(1.2, of('orders', 'holdfast')?.ratio),
    },
    {
      text: 'orders, 1 client: median time at most 1.25 x without idempotency',
      ...atMost(1.25, of('orders one by one', 'holdfast')?.p50Ratio),
    },
    { text: 'checkouts: at least 1.1 x without idempotency', ...atLeast(1.1, checkouts) },
    { text: 'checkouts: at least 20 x DBOS', ...atLeast(20, timesDbos) },
    {
      text: 'replays: at least 1.5 x a GET by primary key',
      ...atLeast(1.5, of('replays', 'holdfast')?.ratio),
    },
    {
      text: 'early replays: at least 3 x a GET by primary key',
      ...atLeast(3, of('replays', 'holdfast-early')?.ratio),
    },
  ];
}
