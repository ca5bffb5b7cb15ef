import { type Pool } from 'pg';
import { inTransaction } from './in-transaction.ts';

export interface ForgottenEmails {
  readonly emails: number;
  /** Emails that are not sent yet, or held for an operator. */
  readonly unfinished: readonly string[];
}

/**
 * The reason of a held email may quote the mail server, and with it the address. Operators wrote the
 * decisions.
 */
const forgetEmails = `
  update email set recipient = $2, content = null, reason = replace(reason, $1, $2),
                   decisions = replace(decisions::text, $1, $2)::jsonb
  where lower(recipient) = lower($1) and (status = 'sent' or given_up_at is not null)`;

export function forgetInEmail(pool: Pool, email: string, pseudonym: string): Promise<ForgottenEmails> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(forgetEmails, [email, pseudonym]);
    const { rows } = await client.query<{ email_id: string }>(
      'select email_id from email where lower(recipient) = lower($1) order by email_id',
      [email],
    );
    return { emails: rowCount ?? 0, unfinished: rows.map(({ email_id: id }) => id) };
  });
}
