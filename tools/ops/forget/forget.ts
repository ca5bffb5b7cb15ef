import { randomBytes } from 'node:crypto';
import { databaseUrl, readSettings, stackSecrets } from '@holdfast/local-stack';
import { type Pool } from 'pg';
import { openPool } from '../databases.ts';
import { customerIdsOf } from './customer-ids.ts';
import { forgetInEmail } from './in-email.ts';
import { forgetInRecommendations } from './in-recommendations.ts';
import { forgetInCheckout } from './in-checkout.ts';
import { runningAddresses } from '../../running-stack.ts';

interface Place {
  readonly server: string;
  readonly tokenSecrets: string | undefined;
}

function placeOf(server: string | undefined): Place {
  if (server !== undefined) return { server, tokenSecrets: process.env['ORDER_TOKEN_SECRETS'] };
  const { postgres } = runningAddresses('postgres', 'a Postgres server with --server');
  return {
    server: postgres,
    tokenSecrets: stackSecrets(readSettings(process.env).dataDir).orderTokenSecrets,
  };
}

/** Removes a customer's address and name from the data of the services. */
export async function forget(
  email: string,
  { server: given }: { readonly server?: string | undefined },
): Promise<void> {
  const { server, tokenSecrets } = placeOf(given);
  // One pseudonym per run, at an address that can never receive email (RFC 2606). It does not lead back to
  // the customer.
  const pseudonym = `forgotten-${randomBytes(8).toString('hex')}@forgotten.invalid`;
  const within = async <T>(service: string, work: (pool: Pool) => Promise<T>): Promise<T> => {
    const pool = openPool(databaseUrl(server, service));
    try {
      return await work(pool);
    } catch (cause) {
      throw new Error(`Not everything was removed. In the database of ${service}:`, { cause });
    } finally {
      await pool.end();
    }
  };
  const orders = await within('checkout', (pool) => forgetInCheckout(pool, email, pseudonym));
  const emails = await within('email', (pool) => forgetInEmail(pool, email, pseudonym));
  const ids = [...new Set([...customerIdsOf(email, tokenSecrets), ...orders.customerIds])];
  const suggestions = await within('recommendations', (pool) => forgetInRecommendations(pool, ids));

  console.log(`checkout         ${orders.orders} orders, ${orders.responses} stored responses, ${orders.messages} messages
email            ${emails.emails} emails
recommendations  ${suggestions} products used for suggestions
payments, Stripe store no address: payments are linked to orders only.

These now show ${pseudonym}. Order numbers, products, amounts, dates and statuses stay for the books.`);
  if (tokenSecrets === undefined)
    console.log(
      'ORDER_TOKEN_SECRETS is not set: recommendations may still hold data for suggestions from older orders.',
    );
  const unfinished = [...orders.unfinished, ...emails.unfinished];
  if (unfinished.length === 0) {
    console.log(
      'Run it again tomorrow: until then, queues and processes may hold copies of messages in transit.',
    );
    return;
  }
  console.log(
    `Skipped, because they are unfinished and need the address: ${unfinished.join(', ')}. Run it again later.`,
  );
  process.exitCode = 1;
}
