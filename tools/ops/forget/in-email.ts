import { type Pool } from 'pg';
import { inTransaction, type Mode } from './in-transaction.ts';

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
  update email set recipient = $2, content = null, reason = regexp_replace(reason, $3, $2, 'gi'),
                   decisions = regexp_replace(decisions::text, $4, $2, 'gi')::jsonb
  where lower(recipient) = lower($1) and (status = 'sent' or given_up_at is not null)`;

/** A regular expression of Postgres that matches only this text. */
const literally = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`);

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

export function forgetInEmail(
  pool: Pool,
  mode: Mode,
  email: string,
  pseudonym: string,
): Promise<ForgottenEmails> {
  return inTransaction(pool, mode, async (client) => {
    const patterns = [literally(email), literally(inJson(email))];
    const { rowCount } = await client.query(forgetEmails, [email, pseudonym, ...patterns]);
    const { rows } = await client.query<{ email_id: string }>(
      'select email_id from email where lower(recipient) = lower($1) order by email_id',
      [email],
    );
    return { emails: rowCount ?? 0, unfinished: rows.map(({ email_id: id }) => id) };
  });
}
