/** `npm start`: runs the whole stack on this machine until Ctrl-C. */
import { parseOptions } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { startDetached } from './start-detached.ts';
import { supervise } from './supervise.ts';

const usage = `npm start [-- --detach] [--fresh]

Starts every service and the servers they need, and runs until Ctrl-C. The last line is "ready" with the address of checkout.
--detach   returns when everything is ready; npm stop stops it
--fresh    deletes stored data first: databases, queues, emails and the ledger of the Stripe simulator
Environment: PORT_BASE, DATA_DIR, DATABASE_URL, REDIS_URL, COPIES, FAILURE_LAB, EXTRA_SERVICES, EXTRA_API_KEYS, LOG_LEVEL.
With STRIPE_SECRET_KEY (and STRIPE_WEBHOOK_SECRET), payments go to Stripe itself and no simulator is started.
A live key needs ALLOW_LIVE_PAYMENTS=yes.`;

interface StartCommand {
  readonly isDetached: boolean;
  readonly isFresh: boolean;
}

function read(args: readonly string[]): StartCommand {
  const options = { detach: { type: 'boolean' }, fresh: { type: 'boolean' } } as const;
  const { values } = parseOptions(args, options, false);
  return { isDetached: values.detach ?? false, isFresh: values.fresh ?? false };
}

const run = ({ isDetached, isFresh }: StartCommand): Promise<void> =>
  isDetached ? startDetached(isFresh ? ['--fresh'] : []) : supervise(isFresh);

await runCommand({ usage, read, run });
