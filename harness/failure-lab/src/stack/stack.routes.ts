import { type StackReport } from '@holdfast/lab-api';
import { dataDirPrefix } from '@holdfast/local-stack';
import { type LabContext } from '../context/lab-context.ts';
import { ok, type Route } from '../control/route.ts';
import { Polled } from '../stream/polled.ts';
import { readBreakers } from './breakers.ts';
import { ProcessReader } from './process-reader.ts';

/** A page shows a press as not confirmed after 5 s, and each reading costs two probes per process. */
const everyMs = 1_000;

export function stackRoutes(context: LabContext): Route[] {
  const { streams, processes } = context;
  const reader = new ProcessReader(context);
  const seen = new Polled({ read: () => reader.read(), everyMs });
  const breakers = new Polled({ read: () => readBreakers(context), everyMs });
  processes.onAct(() => void seen.refresh());
  streams.add({ name: 'processes', current: seen.current, onChange: seen.onChange });
  streams.add({ name: 'breakers', current: breakers.current, onChange: breakers.onChange });
  return [
    ['GET', /^\/stack$/, () => ok(stackReport(context))],
    ['GET', /^\/processes$/, async () => ok(await reader.read())],
    ['GET', /^\/breakers$/, async () => ok(await readBreakers(context))],
  ];
}

function stackReport({ config, observe, has }: LabContext): StackReport {
  const { target, copies, portBase, commit, links, shopUrl, inboxUrl, simulatorUrl } = observe;
  return {
    target,
    copies,
    has,
    portBase,
    links: {
      shop: links.shop ?? shopUrl,
      inbox: links.inbox ?? inboxUrl,
      simulator: links.simulator ?? simulatorUrl,
    },
    commit,
    commandPrefix: target === 'processes' ? dataDirPrefix(config.dataDir) : '',
    labUrl: links.lab ?? `http://127.0.0.1:${config.controlPort}`,
  };
}
