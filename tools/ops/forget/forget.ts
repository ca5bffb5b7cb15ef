import { randomBytes } from 'node:crypto';
import { type OrderTokenSecret } from '@holdfast/contracts';
import { databaseUrl, readSettings, stackSecrets } from '@holdfast/local-stack';
import { type Pool } from 'pg';
import { openPool } from '../databases.ts';
import { customerIdsOf, tokenSecretsIn } from './customer-ids.ts';
import { forgetInEmail } from './in-email.ts';
import { forgetInRecommendations } from './in-recommendations.ts';
import { forgetInCheckout } from './in-checkout.ts';
import { type Mode } from './in-transaction.ts';
import { answerTo } from '../../terminal.ts';
import { runningAddresses } from '../../running-stack.ts';

interface Place {
  readonly server: string;
  readonly tokenSecrets: readonly OrderTokenSecret[] | undefined;
}

function placeOf(server: string | undefined): Place {
  if (server !== undefined)
    return { server, tokenSecrets: tokenSecretsIn(process.env['ORDER_TOKEN_SECRETS']) };
  const { postgres } = runningAddresses('postgres', 'a Postgres server with --server');
  const { orderTokenSecrets } = stackSecrets(readSettings(process.env).dataDir);
  return { server: postgres, tokenSecrets: tokenSecretsIn(orderTokenSecrets) };
}

/** The effect, or in a trial the possible one. */
interface Forgotten {
  readonly isEmpty: boolean;
  readonly counts: string;
  /** Orders and emails that still need the address. */
  readonly unfinished: readonly string[];
}

async function forgetAt(place: Place, email: string, pseudonym: string, mode: Mode): Promise<Forgotten> {
  const within = async <T>(service: string, work: (pool: Pool) => Promise<T>): Promise<T> => {
    const pool = openPool(databaseUrl(place.server, service));
    try {
      return await work(pool);
    } catch (cause) {
      const done = mode === 'trial' ? 'Nothing was removed.' : 'Not everything was removed.';
      throw new Error(`${done} In the database of ${service}:`, { cause });
    } finally {
      await pool.end();
    }
  };
  const orders = await within('checkout', (pool) => forgetInCheckout(pool, mode, email, pseudonym));
  const emails = await within('email', (pool) => forgetInEmail(pool, mode, email, pseudonym));
  const ids = [...new Set([...customerIdsOf(email, place.tokenSecrets), ...orders.customerIds])];
  const suggestions = await within('recommendations', (pool) => forgetInRecommendations(pool, mode, ids));
  return {
    isEmpty: orders.orders + emails.emails + suggestions === 0,
    counts: `checkout         ${orders.orders} orders, ${orders.responses} stored responses, ${orders.messages} messages
email            ${emails.emails} emails
recommendations  ${suggestions} products used for suggestions`,
    unfinished: [...orders.unfinished, ...emails.unfinished],
  };
}

/** Removes a customer's address and name from the data of the services. @throws Error if there is none. */
export async function forget(
  email: string,
  {
    server,
    yes: isConfirmed = false,
  }: { readonly server?: string | undefined; readonly yes?: boolean | undefined },
): Promise<void> {
  const place = placeOf(server);
  // One pseudonym per run, at an address that can never receive email (RFC 2606). It does not lead back to
  // the customer.
  const pseudonym = `forgotten-${randomBytes(8).toString('hex')}@forgotten.invalid`;
  const found = await forgetAt(place, email, pseudonym, 'trial');
  if (found.isEmpty) throw new Error(nothingText(found, place));
  if (!isConfirmed) await confirm(found);
  const { counts, unfinished } = await forgetAt(place, email, pseudonym, 'for good');
  console.log(`${counts}
payments, Stripe store no address: payments are linked to orders only.

These now show ${pseudonym}. Order numbers, products, amounts, dates and statuses stay for the books.`);
  if (place.tokenSecrets === undefined) console.log(withoutSecretsText);
  if (unfinished.length === 0) {
    console.log(
      'Run it again tomorrow: until then, queues and processes may hold copies of messages in transit.',
    );
    return;
  }
  console.log(skippedText(unfinished));
  process.exitCode = 1;
}

const withoutSecretsText =
  'ORDER_TOKEN_SECRETS is not set: recommendations may still hold data for suggestions from older orders.';

const skippedText = (unfinished: readonly string[]): string =>
  `Skipped, because they are unfinished and need the address: ${unfinished.join(', ')}. Run it again later.`;

function nothingText({ unfinished }: Forgotten, { tokenSecrets }: Place): string {
  if (unfinished.length > 0) return `Nothing was removed. ${skippedText(unfinished)}`;
  const nothing = 'Nothing is stored under this address.';
  return tokenSecrets === undefined ? `${nothing} ${withoutSecretsText}` : nothing;
}

async function confirm({ counts, unfinished }: Forgotten): Promise<void> {
  const skipped = unfinished.length === 0 ? [] : [skippedText(unfinished)];
  const consequence = 'The address and the name will be removed from these for good.';
  const answer = await answerTo([counts, '', ...skipped, consequence].join('\n'));
  if (answer !== 'yes') throw new Error('Nothing was removed.');
}
