import { type Command } from '@commander-js/extra-typings';
import { UsageError } from '../../command-line.ts';
import { postgresUrl } from '../options.ts';

export function addForget(ops: Command): void {
  ops
    .command('forget')
    .summary("Removes a customer's address and name.")
    .description(
      "Removes a customer's address and name from orders, stored responses, messages, emails and suggestions. Amounts, dates and products stay for the books. Unfinished orders and emails are skipped and listed: run it again once they are finished. It is safe to repeat; see docs/reference/personal-data.md.",
    )
    .argument('<email>', "the customer's address", addressIn)
    .option(
      '--server <url>',
      "the Postgres server with the databases, instead of the running stack's; set PGPASSWORD to keep the password out of it, and checkout's ORDER_TOKEN_SECRETS to find suggestions there",
      postgresUrl('--server'),
    )
    .option('--yes', 'do not ask for a confirmation')
    .addHelpText(
      'after',
      '\nExit code 1 also means that something was skipped, or that nothing is stored under the address.',
    )
    .action(async (email, options) => (await import('./forget.ts')).forget(email, options));
}

/** An error does not repeat the address. */
function addressIn(text: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) throw new UsageError('The argument must be an email address.');
  return text;
}
