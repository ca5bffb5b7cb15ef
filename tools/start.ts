/** `npm start`: runs the whole stack on this machine until Ctrl-C. */
import { CannotStart, readSettings, type StackSettings, withListedServices } from '@holdfast/local-stack';
import { parseOptions } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { startDetached } from './start-detached.ts';
import { supervise } from './supervise.ts';

const usage = `npm start [-- --detach] [--fresh] [--open]

Starts every service and the servers they need, and runs until Ctrl-C. The last line is "ready" with the address of the shop.
--detach   returns when everything is ready; npm stop stops it
--fresh    deletes stored data first: databases, queues, emails and the ledger of the Stripe simulator
--open     opens the shop in your browser when everything is ready
Environment: PORT_BASE, DATA_DIR, DATABASE_URL, REDIS_URL, COPIES, FAILURE_LAB, STOREFRONT, EXTRA_SERVICES, WITHOUT_SERVICES,
EXTRA_API_KEYS, LOG_LEVEL. With STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY (and STRIPE_WEBHOOK_SECRET), payments go to Stripe itself and no
simulator is started.
A live key needs ALLOW_LIVE_PAYMENTS=yes. STRIPE_API_URL names another server that acts as Stripe.
SHOP_URL is your own shop, to which banks and emails lead customers. --fresh is refused with DATABASE_URL or REDIS_URL.
Of the settings of services, ACTION_TTL_MINUTES, RECONCILE_INTERVAL_MS and RECONCILE_REPAIR are passed on, too. No others are.`;

interface StartCommand {
  readonly detach: boolean;
  readonly fresh: boolean;
  readonly open: boolean;
}

function read(args: readonly string[]): StartCommand {
  const flag = { type: 'boolean', default: false } as const;
  const { detach, fresh, open } = parseOptions(args, { detach: flag, fresh: flag, open: flag }, false).values;
  return { detach, fresh, open };
}

/** @throws CannotStart if stored data is on a server that the stack did not start */
function demandOwnServers({ databaseUrl, redisUrl }: StackSettings): void {
  const given = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  const names = Object.entries(given).flatMap(([name, url]) => (url === undefined ? [] : [name]));
  if (names.length > 0)
    throw new CannotStart([
      `--fresh cannot delete data on the server of ${names.join(' and ')}, and orders without their charges could not be refunded. Empty that server yourself, or start without --fresh.`,
    ]);
}

async function run({ detach, fresh, open }: StartCommand): Promise<void> {
  const settings = readSettings(withListedServices(process.env));
  if (fresh) demandOwnServers(settings);
  if (detach) await startDetached([...(fresh ? ['--fresh'] : []), ...(open ? ['--open'] : [])]);
  else await supervise({ isFresh: fresh, opensShop: open });
}

await runCommand({ usage, read, run });
