import { isUrl, parseOptions, refuseMore, UsageError } from '../command-line.ts';

export const usage = `npm run forget -- EMAIL [--server postgres://user@host:port/postgres]

Takes a person's address and name out of the orders, stored responses, messages, emails and suggestions of a running stack, or of the databases
on any server (the password can stand in PGPASSWORD; ORDER_TOKEN_SECRETS, as checkout has it, finds suggestions there). Amounts, dates and what was
bought stay for the books. Orders and emails that are not finished are left alone and named: run it again when they are. It may be run any
number of times; see docs/reference/personal-data.md.
Exit codes: 0 done, 1 not done or something is left, 2 invalid arguments.`;

export interface ForgetCommand {
  readonly email: string;
  readonly server: string | undefined;
}

/** @throws UsageError that says what is wrong with them, without repeating the address. */
export function readArguments(args: readonly string[]): ForgetCommand {
  const { values, positionals } = parseOptions(args, { server: { type: 'string' } } as const);
  const [email = '', ...more] = positionals;
  refuseMore(more);
  if (email === '') throw new UsageError('Say whose address to forget.');
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new UsageError('The first word must be an email address.');
  if (values.server !== undefined && !isUrl(values.server, /^postgres(ql)?:$/))
    throw new UsageError('--server is no address of the form postgres://user:password@host:port/database.');
  return { email, server: values.server };
}
