import { badRequest } from '../control/problem.ts';
import { created, ok, type Route } from '../control/route.ts';
import { type Provider } from './provider.ts';

export function providerRoutes({ provider }: { readonly provider: Provider }): Route[] {
  return [
    ['GET', /^\/provider\/faults$/, async () => ok(await provider.faults())],
    [
      'POST',
      /^\/provider\/faults$/,
      async ({ body }) => {
        const fault = await body();
        if (fault === undefined) throw badRequest('The body must be a fault: { "route", "fault" }.');
        return created(await provider.add(fault));
      },
    ],
    ['DELETE', /^\/provider\/faults$/, async () => ok({ removed: await provider.clear() })],
  ];
}
