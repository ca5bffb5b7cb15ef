import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Everything that decides if, when and how often money moves and customers are notified of it. */
const moneyCode = [
  'apps/checkout/src/order/',
  'apps/checkout/src/place-order/',
  'apps/checkout/src/refund/',
  'apps/checkout/src/refund-order/',
  'apps/checkout/src/refund-orphaned-charge/',
  'apps/checkout/src/settle-payment/',
  'apps/checkout/src/settle-refund/',
  'apps/email/src/ledger/',
  'apps/payments/src/',
  'libs/idempotency/src/running/',
  'libs/idempotency/src/store/',
  'libs/messaging/src/batch-inbox.ts',
  'libs/messaging/src/inbox',
  'libs/messaging/src/outbox',
] as const;

/**
 * Left out, because a change there moves no money: numbers for operators, texts for people and for the API
 * page, tables that TypeORM only reads names from, and the wiring that a service cannot start without.
 * Migrations run once, before any process has a mutant.
 */
const leftOut =
  /\.(metrics|meter|errors|entity|dependency|openapi|config|module|data-source|spec|fixture)\.ts$|-meter\.ts$|\/(main|migrate|openapi|index)\.ts$|\/database\//;

/** The files to mutate, as sorted paths from the root. */
export function moneyFiles(root: string): readonly string[] {
  const parents = [...new Set(moneyCode.map((place) => place.split('/').slice(0, 3).join('/')))];
  const isMoney = (file: string): boolean =>
    moneyCode.some((place) => file.startsWith(place)) && !leftOut.test(file);
  return parents
    .flatMap((parent) =>
      readdirSync(path.join(root, parent), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${parent}/${file}`,
      ),
    )
    .filter((file) => file.endsWith('.ts') && isMoney(file))
    .sort();
}
