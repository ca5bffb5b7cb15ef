import { type LabContext } from './context/lab-context.ts';
import { type Route } from './control/route.ts';
import { addCounters } from './counters/counters.source.ts';
import { Customers } from './customers/customers.ts';
import { customersRoutes } from './customers/customers.routes.ts';
import { ResponsesKept } from './customers/responses-kept.ts';
import { unattendedRoutes } from './unattended/unattended.routes.ts';
import { liveVerdict, verdictRoutes } from './verdict/verdict.routes.ts';

/** The verdict, and everyone whose orders it counts. Needs the stream of processes. */
export function judgingRoutes(context: LabContext): Route[] {
  const { attention, observe, stopping } = context;
  const responses = new ResponsesKept();
  const verdict = observe.simulatorUrl === null ? undefined : liveVerdict(context, responses);
  const shopUrl = context.edgeUrl('shopper->checkout');
  const customers = new Customers({ shopUrl, attention, responses, stopping });
  addCounters(context);
  return [
    ...verdictRoutes(context, verdict),
    ...customersRoutes(context, customers),
    ...unattendedRoutes({ context, customers, responses, verdict }),
  ];
}
