import { ok, type Route } from '../control/route.ts';
import { type Processes } from './processes.ts';

export function processRoutes({ processes }: { readonly processes: Processes }): Route[] {
  return [
    [
      'POST',
      /^\/processes\/([^/]+)\/([^/]+)$/,
      async ({ parameters: [name = '', action = ''] }) => ok({ message: await processes.act(name, action) }),
    ],
  ];
}
