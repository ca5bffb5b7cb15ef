import { isUrl, parseOptions, refuseMore, UsageError } from '../command-line.ts';

export const usage = `npm run forget -- EMAIL [--server postgres://user@host:port/postgres]

Removes a customer's address and name from the orders, stored responses, messages, emails and suggestions of a running stack, or of the
databases on any server (set PGPASSWORD to keep the password out of the command; checkout's ORDER_TOKEN_SECRETS finds suggestions there).
Amounts, dates and products stay for the books. Unfinished orders and emails are skipped and listed: run the command again once they are
finished. It is safe to repeat; see docs/reference/personal-data.md.
Exit codes: 0 done, 1 not done or something was skipped, 2 invalid arguments.`;

export interface ForgetCommand {
  readonly email: string;
  readonly server: string | undefined;
}

/** @throws UsageError that describes the invalid argument, without repeating the address. */
export function readArguments(args: readonly string[]): ForgetCommand {
  const { values, positionals } = parseOptions(args, { server: { type: 'string' } } as const);
  const [email = '', ...more] = positionals;
  refuseMore(more);
  if (email === '') throw new UsageError('Missing the email address to forget.');
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new UsageError('The first argument must be an email address.');
  if (values.server !== undefined && !isUrl(values.server, /^postgres(ql)?:$/))
    throw new UsageError('--server must have the form postgres://user:password@host:port/database.');
  return { email, server: values.server };
}
