import { type LabContext } from './context/lab-context.ts';
import { type Route } from './control/route.ts';
import { addCounters } from './counters/counters.source.ts';
import { Customers } from './customers/customers.ts';
import { customersRoutes } from './customers/customers.routes.ts';
import { ResponsesKept } from './customers/responses-kept.ts';
import { experimentRoutes } from './experiments/experiment.routes.ts';
import { unattendedRoutes } from './unattended/unattended.routes.ts';
import { liveVerdict, verdictRoutes } from './verdict/verdict.routes.ts';

/** The verdict, and everyone whose orders it counts. Needs the stream of processes. */
export function judgingRoutes(context: LabContext): Route[] {
  const { attention, calm, observe, stopping } = context;
  const responses = new ResponsesKept();
  const verdict = observe.simulatorUrl === null ? undefined : liveVerdict(context, responses);
  const customers = new Customers({
    // Read when customers come: a lab may observe without that edge.
    get shopUrl() {
      return context.edgeUrl('shopper->checkout');
    },
    attention,
    calm,
    responses,
    stopping,
  });
  addCounters(context);
  return [
    ...verdictRoutes(context, verdict),
    ...customersRoutes(context, customers),
    ...experimentRoutes(context, customers),
    ...unattendedRoutes({ context, responses, verdict }),
  ];
}
