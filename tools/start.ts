/** `npm start`: everything on this machine, until Ctrl-C. `-- --detach` returns when it is ready; `-- --fresh` forgets stored data first. */
import { parseOptions } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { startDetached } from './start-detached.ts';
import { supervise } from './supervise.ts';

const usage = `npm start [-- --detach] [--fresh]

Starts every service with the servers it needs, and stays until Ctrl-C. The last line it prints is "ready" and the address of checkout.
--detach   returns when everything is ready; npm stop ends it
--fresh    forgets stored data first: databases, queues, mails, the ledger of Stripe's simulator
Settings, in the environment: PORT_BASE, DATA_DIR, DATABASE_URL, REDIS_URL, COPIES, FAILURE_LAB, EXTRA_SERVICES, EXTRA_API_KEYS, LOG_LEVEL.
STRIPE_SECRET_KEY (with STRIPE_WEBHOOK_SECRET) charges through Stripe itself and starts no simulator; a live key needs ALLOW_LIVE_PAYMENTS=yes.`;

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
