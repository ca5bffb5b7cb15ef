import { LabContext, type LabContextOptions } from './context/lab-context.ts';
import { type Route } from './control/route.ts';
import { standingFaults } from './faults/standing.source.ts';
import { fixRoutes } from './fixing/fix.routes.ts';
import { judgingRoutes } from './judging.ts';
import { keyRoutes } from './keys/key.routes.ts';
import { messageRoutes } from './messages/message.routes.ts';
import { orderRoutes } from './orders/order.routes.ts';
import { providerRoutes } from './provider/provider.routes.ts';
import { stackRoutes } from './stack/stack.routes.ts';
import { streamRoutes } from './stream/stream.routes.ts';

export interface Observing {
  readonly context: LabContext;
  readonly routes: readonly Route[];
}

/**
 * Everything that a lab can do if it observes its stack. Each folder adds its routes here, and in them its
 * stream sources and fix hooks.
 */
export function observing(options: LabContextOptions): Observing {
  const context = new LabContext(options);
  context.streams.add(standingFaults(context));
  const routes = [
    ...stackRoutes(context),
    ...judgingRoutes(context),
    ...providerRoutes(context),
    ...fixRoutes(context),
    ...streamRoutes(context),
    ...messageRoutes(context),
    ...orderRoutes(context),
    ...keyRoutes(context),
  ];
  return { context, routes };
}
