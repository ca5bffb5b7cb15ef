import { experiments } from '@holdfast/witness';
import { type LabContext } from '../context/lab-context.ts';
import { notFound } from '../control/problem.ts';
import { created, ok, type Route } from '../control/route.ts';
import { type Customers } from '../customers/customers.ts';
import { healStack } from './heal-stack.ts';
import { LabStage } from './lab-stage.ts';
import { reportOf, Runs } from './runs.ts';

export function experimentRoutes(context: LabContext, customers: Customers): Route[] {
  const runs = new Runs({
    has: context.has,
    stopping: context.stopping,
    openStage: (signal) => new LabStage({ context, signal, healStack: () => healStack(context) }),
    works: context.works,
    prepare: () => {
      const [open, relax] = [customers.pause(), context.attention.pay()];
      return () => {
        open();
        relax();
      };
    },
  });
  context.streams.add({
    name: 'run',
    current: () => runs.last,
    onChange: (changed) => runs.onChange(changed),
  });
  context.fixHooks.add(async () => {
    const stopped = await runs.stopAny();
    return stopped === undefined ? [] : [`Stopped the experiment ${stopped}.`];
  });
  return routesOf(runs);
}

function routesOf(runs: Runs): Route[] {
  const experimentOf = (id: string) => {
    const found = experiments.find((each) => each.id === id);
    if (found !== undefined) return found;
    throw notFound(
      `There is no experiment "${id}". Experiments: ${experiments.map((each) => each.id).join(', ')}.`,
    );
  };
  const known = <Run>(run: Run | undefined, runId: string): Run => {
    if (run !== undefined) return run;
    throw notFound(`There is no run "${runId}", or it was forgotten.`);
  };
  return [
    ['GET', /^\/experiments$/, () => ok(experiments.map((each) => reportOf(each, runs.lacks(each))))],
    [
      'POST',
      /^\/experiments\/([^/]+)\/runs$/,
      ({ parameters: [id = ''] }) => created(runs.start(experimentOf(id))),
    ],
    ['GET', /^\/runs\/([^/]+)$/, ({ parameters: [runId = ''] }) => ok(known(runs.of(runId), runId))],
    [
      'DELETE',
      /^\/runs\/([^/]+)$/,
      async ({ parameters: [runId = ''] }) => ok(known(await runs.stop(runId), runId)),
    ],
  ];
}
