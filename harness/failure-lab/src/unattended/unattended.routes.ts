import { Bank, Customer, type CustomerResponse, type Plan, type Shopper, until } from '@holdfast/witness';
import { z } from 'zod';
import { type LabContext } from '../context/lab-context.ts';
import { read } from '../control/input.ts';
import { conflict, Problem } from '../control/problem.ts';
import { ok, type Route } from '../control/route.ts';
import { fromAnAddressOf } from '../customers/network-address.ts';
import { type ResponsesKept } from '../customers/responses-kept.ts';
import { type LiveVerdict } from '../verdict/live-verdict.ts';
import { labBreakable } from './lab-breakable.ts';
import { performPlan, type Performed } from './perform-plan.ts';
import { possiblePlan } from './possible-plan.ts';
import { Unattended } from './unattended.ts';

export interface UnattendedRouteDeps {
  readonly context: LabContext;
  readonly responses: ResponsesKept;
  /** Undefined with Stripe itself: no plan could be judged. */
  readonly verdict: LiveVerdict | undefined;
}

/** 60 s: a supervisor that is silent for so long is gone. */
const supervisorMs = 60_000;

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
  context.works.add(() =>
    unattended.isRunning ? 'Random plans are running. DELETE /unattended stops them.' : undefined,
  );
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
        const { current } = context.works;
        if (current !== undefined) throw conflict(current);
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
  const { context, verdict } = deps;
  let cast: Cast | undefined;
  return new Unattended({
    possible: async (plan) => {
      const { config, has, processes } = context;
      // On a busy machine, its probes of all processes may take longer than once.
      const supervised = processes.isSupervised
        ? await until('the supervisor responds', () => processes.status(), {
            timeoutMs: supervisorMs,
            signal: context.stopping,
          })
        : [];
      return possiblePlan(plan, {
        edges: config.edges.map(({ edge }) => edge),
        processes: supervised.map(({ name }) => name),
        hasSimulator: has.includes('simulator'),
      });
    },
    perform: async (plan, signal) => {
      const stop = context.attention.pay();
      cast = new Cast(deps);
      try {
        return await perform(plan, signal, { cast, context });
      } finally {
        stop();
      }
    },
    leaveBanks: () => cast?.refuseAtBanks() ?? Promise.resolve(),
    calm: () => {
      const [open, stop] = [context.calm.pay(), context.attention.pay()];
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

/** No two runs of the lab have customers with the same address. */
const runId = Math.floor(performance.timeOrigin / 1_000).toString(36);
let performances = 0;

/** The customers of one plan, and their banks. */
class Cast {
  readonly bank: Bank;
  private readonly deps: UnattendedRouteDeps;
  private readonly addresses: string[] = [];
  /** Orders that were accepted and may still be asked about by a bank. */
  private readonly accepted = new Set<string>();
  private readonly number = (performances += 1);

  constructor(deps: UnattendedRouteDeps) {
    const { simulatorUrl, stripeSecretKey } = deps.context.observe;
    this.deps = deps;
    this.bank = new Bank(simulatorUrl ?? '', stripeSecretKey);
  }

  shopper(name: string, { seed, number }: Plan, signal: AbortSignal): Shopper {
    const { context, responses } = this.deps;
    const email = `${name.toLowerCase()}-${runId}-${seed}-${number}-${this.number}@customers.example`;
    this.addresses.push(email);
    return new Customer(name, email, {
      url: context.edgeUrl('shopper->checkout'),
      signal,
      headers: fromAnAddressOf(seed, number * 16 + this.addresses.length),
      keep: (response: CustomerResponse) => {
        responses.keep(email, response);
        const [, orderId] = /"orderId":"([^"]+)"/.exec(response.text) ?? [];
        if (response.status === 202 && orderId !== undefined) this.accepted.add(orderId);
      },
    });
  }

  leave(): void {
    for (const address of this.addresses) this.deps.responses.over(address);
  }

  async refuseAtBanks(): Promise<void> {
    for (const orderId of this.accepted) {
      const page = await this.bank.challengeOf(orderId);
      if (page !== undefined) await this.bank.respond(page, 'refuse');
    }
  }
}

async function perform(
  plan: Plan,
  signal: AbortSignal,
  { cast, context }: { readonly cast: Cast; readonly context: LabContext },
): Promise<Performed> {
  try {
    return await performPlan(plan, {
      target: labBreakable(context),
      bank: {
        confirmWithBank: (page) => cast.bank.respond(page, 'confirm'),
        refuse: (page) => cast.bank.respond(page, 'refuse'),
      },
      shopper: (name) => cast.shopper(name, plan, signal),
      signal,
    });
  } finally {
    cast.leave();
  }
}
