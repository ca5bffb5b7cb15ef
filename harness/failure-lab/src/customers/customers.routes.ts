import { z } from 'zod';
import { type LabContext } from '../context/lab-context.ts';
import { read } from '../control/input.ts';
import { ok, type Route } from '../control/route.ts';
import { type Customers, mostPerSecond } from './customers.ts';

const setting = z.strictObject({
  ratePerSecond: z.number().min(0).max(mostPerSecond),
  seed: z.int().min(0).max(4_294_967_295).optional(),
});

/** `GET` and `PUT /customers`, and their stream. They leave when everything is fixed. */
export function customersRoutes(context: LabContext, customers: Customers): Route[] {
  context.streams.add({
    name: 'customers',
    current: () => customers.report,
    onChange: (changed) => customers.onChange(changed),
  });
  context.fixHooks.add(() => Promise.resolve(customers.stop() ? ['Stopped the customers.'] : []));
  return [
    ['GET', /^\/customers$/, () => ok(customers.report)],
    [
      'PUT',
      /^\/customers$/,
      async ({ body }) => {
        const { ratePerSecond, seed } = read(setting, 'setting of customers', await body());
        customers.set({ ratePerSecond, seed: seed ?? customers.report.seed });
        return ok(customers.report);
      },
    ],
  ];
}
