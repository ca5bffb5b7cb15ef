import { type StackReport } from '@holdfast/lab-api';
import { type LabContext } from '../context/lab-context.ts';
import { ok, type Route } from '../control/route.ts';

export function stackRoutes(context: LabContext): Route[] {
  return [['GET', /^\/stack$/, () => ok(stackReport(context))]];
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
    labUrl: links.lab ?? `http://127.0.0.1:${config.controlPort}`,
  };
}
