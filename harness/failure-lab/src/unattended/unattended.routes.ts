import { Bank, Customer, type CustomerResponse, type Shopper } from '@holdfast/witness';
import { z } from 'zod';
import { type LabContext } from '../context/lab-context.ts';
import { read } from '../control/input.ts';
import { conflict, Problem } from '../control/problem.ts';
import { ok, type Route } from '../control/route.ts';
import { type Customers } from '../customers/customers.ts';
import { fromAnAddressOf } from '../customers/network-address.ts';
import { type ResponsesKept } from '../customers/responses-kept.ts';
import { type LiveVerdict } from '../verdict/live-verdict.ts';
import { labBreakable } from './lab-breakable.ts';
import { performPlan, type Performed } from './perform-plan.ts';
import { possiblePlan } from './possible-plan.ts';
import { Unattended } from './unattended.ts';

export interface UnattendedRouteDeps {
  readonly context: LabContext;
  readonly customers: Customers;
  readonly responses: ResponsesKept;
  /** Undefined with Stripe itself: no plan could be judged. */
  readonly verdict: LiveVerdict | undefined;
}

const input = z.strictObject({
  seed: z.int().min(0).max(4_294_967_295),
  minutes: z
    .number()
    .positive()
    .max(24 * 60),
});

/** `GET`, `PUT` and `DELETE /unattended`, and their stream. The plans end when everything is fixed. */
export function unattendedRoutes(deps: UnattendedRouteDeps): Route[] {
  const { context, verdict } = deps;
  const unattended = newUnattended(deps);
  context.streams.add({
    name: 'unattended',
    current: () => unattended.report,
    onChange: (changed) => unattended.onChange(changed),
  });
  context.fixHooks.add(async () => ((await unattended.stop()) ? ['Stopped the random plans.'] : []));
  return [
    ['GET', /^\/unattended$/, () => ok(unattended.report)],
    [
      'PUT',
      /^\/unattended$/,
      async ({ body }) => {
        const { seed, minutes } = read(input, 'request for random plans', await body());
        if (verdict === undefined)
          throw new Problem(
            422,
            'No local Stripe',
            "Payments go to Stripe itself, whose charges the lab cannot count: random plans can't be judged.",
          );
        if (unattended.isRunning) throw conflict('Random plans are running. DELETE /unattended stops them.');
        unattended.start(seed, minutes);
        return ok(unattended.report);
      },
    ],
    [
      'DELETE',
      /^\/unattended$/,
      async () => {
        await unattended.stop();
        return ok(unattended.report);
      },
    ],
  ];
}

function newUnattended(deps: UnattendedRouteDeps): Unattended {
  const { context, customers, verdict } = deps;
  return new Unattended({
    possible: async (plan) => {
      const { config, has, processes } = context;
      const supervised = processes.isSupervised ? await processes.status() : [];
      return possiblePlan(plan, {
        edges: config.edges.map(({ edge }) => edge),
        processes: supervised.map(({ name }) => name),
        hasRedis: has.includes('redis'),
        hasSimulator: has.includes('simulator'),
      });
    },
    perform: async (plan, signal) => {
      const stop = context.attention.pay();
      try {
        return await perform(plan, signal, deps);
      } finally {
        stop();
      }
    },
    calm: () => {
      const [open, stop] = [customers.pause(), context.attention.pay()];
      return () => {
        open();
        stop();
      };
    },
    nextVerdict: async () => {
      await verdict?.nextReading();
      return (verdict as LiveVerdict).current();
    },
    stopping: context.stopping,
  });
}

let performances = 0;

async function perform(
  plan: Parameters<typeof performPlan>[0],
  signal: AbortSignal,
  { context, responses }: UnattendedRouteDeps,
): Promise<Performed> {
  const { observe, stopping } = context;
  const bank = new Bank(observe.simulatorUrl ?? '', observe.stripeSecretKey);
  const performance = (performances += 1);
  const addresses: string[] = [];
  const shopper = (name: string): Shopper => {
    const email = `${name.toLowerCase()}-${plan.seed}-${plan.number}-${performance}@customers.example`;
    addresses.push(email);
    return new Customer(name, email, {
      url: context.edgeUrl('shopper->checkout'),
      signal: AbortSignal.any([signal, stopping]),
      headers: fromAnAddressOf(plan.seed, plan.number * 16 + addresses.length),
      keep: (response: CustomerResponse) => responses.keep(email, response),
    });
  };
  try {
    return await performPlan(plan, {
      target: labBreakable(context),
      bank: {
        confirmWithBank: (page) => bank.respond(page, 'confirm'),
        refuse: (page) => bank.respond(page, 'refuse'),
      },
      shopper,
      signal,
    });
  } finally {
    for (const address of addresses) responses.over(address);
  }
}
