import { type LabProcess } from '@holdfast/lab-api';
import { OrderLedgers } from '@holdfast/witness';
import { z } from 'zod';
import { type LabContext } from '../context/lab-context.ts';
import { read } from '../control/input.ts';
import { ok, type Route } from '../control/route.ts';
import { type ResponsesKept } from '../customers/responses-kept.ts';
import { ActWatch } from './act-watch.ts';
import { FaultMemory } from './fault-memory.ts';
import { LedgerWatch } from './ledger-watch.ts';
import { LiveVerdict } from './live-verdict.ts';
import { countsOnlyTheLocalStripe } from './verdict.ts';

const windowInput = z.strictObject({ since: z.literal('now', { error: 'can only be "now"' }) });

/** The verdict of a stack with the local Stripe. */
export function liveVerdict(context: LabContext, responses: ResponsesKept): LiveVerdict {
  const { attention, databases, lab, observe, queues, inbox, stopping, streams } = context;
  const faults = new FaultMemory(lab.log);
  const ledgers = new OrderLedgers({
    databases,
    queues,
    simulatorUrl: observe.simulatorUrl ?? '',
    stripeKey: observe.stripeSecretKey,
  });
  const acts = new ActWatch((process, act, at) => faults.acted(process, act, at));
  const processes = streams.sources.find(({ name }) => name === 'processes');
  // A supervisor that does not respond hides acts, but no ledger.
  const noteActs = async (): Promise<void> => {
    const seen = await Promise.resolve(processes?.current()).catch(() => undefined);
    if (seen !== undefined) acts.look(seen as readonly LabProcess[]);
  };
  const deps = { ledgers, inbox, log: lab.log, faults, responses, noteActs };
  const verdict = new LiveVerdict({ attention, count: (since) => new LedgerWatch(since, deps) });
  stopping.addEventListener('abort', () => {
    verdict.close();
    faults.close();
  });
  return verdict;
}

/** `GET /verdict`, its window, and its stream. Without a verdict, charges are at Stripe itself. */
export function verdictRoutes(context: LabContext, verdict: LiveVerdict | undefined): Route[] {
  const startedAt = Date.now();
  const uncountable = countsOnlyTheLocalStripe(startedAt);
  context.streams.add({
    name: 'verdict',
    current: () => verdict?.current() ?? uncountable,
    onChange: (changed) => verdict?.onChange(changed) ?? (() => undefined),
  });
  return [
    ['GET', /^\/verdict$/, async () => ok((await verdict?.current()) ?? uncountable)],
    [
      'PUT',
      /^\/verdict\/window$/,
      async ({ body }) => {
        read(windowInput, 'window', await body());
        return ok((await verdict?.beginAnew()) ?? uncountable);
      },
    ],
  ];
}
