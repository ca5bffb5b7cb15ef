import { hostname, userInfo } from 'node:os';
import { parseArgs } from 'node:util';

export const usage = `npm run mails -- list [--state held|queued|sending|given-up] [--limit N] [--json]
npm run mails -- show ORDER_ID|EMAIL_ID [--content] [--json]
npm run mails -- resolve EMAIL_ID … --send-again|--sent|--give-up --why TEXT [--by NAME]

Of a running stack, or of any database: --database-url URL (the password can stand in PGPASSWORD).
resolve decides about mails that are held: a process of email sends them again by itself, under the same Message-ID; or they count as
sent; or they are never sent, and what they were to say is forgotten.
Exit codes: 0 done, 1 not done, 2 these arguments make no sense.`;

/** The arguments make no sense; the message says which. */
export class UsageError extends Error {}

export const states = ['held', 'queued', 'sending', 'given-up'] as const;
export type State = (typeof states)[number];
/** What `list` shows unless told otherwise: all that is not at its end. */
const openStates: readonly State[] = ['held', 'queued', 'sending'];

export const decisions = ['send-again', 'sent', 'give-up'] as const;
export type Decision = (typeof decisions)[number];

interface Where {
  readonly databaseUrl: string | undefined;
}

export interface ListCommand extends Where {
  readonly name: 'list';
  readonly states: readonly State[];
  readonly limit: number;
  readonly isJson: boolean;
}

export interface ShowCommand extends Where {
  readonly name: 'show';
  /** Of an order or of a mail. */
  readonly id: string;
  readonly isContentShown: boolean;
  readonly isJson: boolean;
}

export interface ResolveCommand extends Where {
  readonly name: 'resolve';
  readonly emailIds: readonly string[];
  readonly decision: Decision;
  readonly by: string;
  readonly why: string;
}

export type Command = ListCommand | ShowCommand | ResolveCommand;

const options = {
  'database-url': { type: 'string' },
  state: { type: 'string', multiple: true },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  content: { type: 'boolean' },
  'send-again': { type: 'boolean' },
  sent: { type: 'boolean' },
  'give-up': { type: 'boolean' },
  by: { type: 'string' },
  why: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>['values'];

/** Which options a command takes, beside `--database-url`. */
const taken: Readonly<Record<string, readonly (keyof Values)[]>> = {
  list: ['state', 'limit', 'json'],
  show: ['content', 'json'],
  resolve: [...decisions, 'by', 'why'],
};

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // What follows is advice about options that are no options.
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`);
  }
}

/** @throws UsageError that says what is wrong with them. */
export function readArguments(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [name = '', ...ids] = positionals;
  const allowed = taken[name];
  if (allowed === undefined)
    throw new UsageError(name === '' ? 'Say what to do.' : `There is no command "${name}".`);
  const foreign = Object.keys(values).find(
    (key) => key !== 'database-url' && !allowed.some((a) => a === key),
  );
  if (foreign !== undefined) throw new UsageError(`${name} takes no --${foreign}.`);
  const databaseUrl = databaseIn(values);
  if (name === 'list') return { name, databaseUrl, ...listing(ids, values) };
  if (name === 'show') return { name, databaseUrl, ...showing(ids, values) };
  return { name: 'resolve', databaseUrl, ...resolving(ids, values) };
}

function databaseIn({ 'database-url': url }: Values): string | undefined {
  // The value may hold a password, so it is not repeated.
  if (url !== undefined && (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)))
    throw new UsageError(
      '--database-url is no address of the form postgres://user:password@host:port/database.',
    );
  return url;
}

function listing(
  ids: readonly string[],
  { state, limit = '50', json }: Values,
): Pick<ListCommand, 'states' | 'limit' | 'isJson'> {
  if (ids.length > 0) throw new UsageError(`"${ids.join(' ')}" is too much.`);
  if (!/^\d{1,6}$/.test(limit)) throw new UsageError(`--limit is "${limit}": it must be a whole number.`);
  const wanted = state?.map((word) => {
    const known = states.find((candidate) => candidate === word);
    if (known === undefined)
      throw new UsageError(`--state is "${word}": it must be one of ${states.join(', ')}.`);
    return known;
  });
  return { states: wanted ?? openStates, limit: Number(limit), isJson: json ?? false };
}

function showing(
  [id, ...more]: readonly string[],
  { content, json }: Values,
): Pick<ShowCommand, 'id' | 'isContentShown' | 'isJson'> {
  if (id === undefined) throw new UsageError('Say which: the id of an order or of a mail.');
  if (more.length > 0) throw new UsageError(`"${more.join(' ')}" is too much.`);
  if (!/^(ord|eml)_\w+$/.test(id))
    throw new UsageError(`"${id}" is the id of no order (ord_…) and of no mail (eml_…).`);
  return { id, isContentShown: content ?? false, isJson: json ?? false };
}

function resolving(
  emailIds: readonly string[],
  values: Values,
): Pick<ResolveCommand, 'emailIds' | 'decision' | 'by' | 'why'> {
  if (emailIds.length === 0) throw new UsageError('Say which mails: their ids, as the list shows them.');
  const wrong = emailIds.find((id) => !/^eml_\w+$/.test(id));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is the id of no mail (eml_…).`);
  const [decision, ...others] = decisions.filter((each) => values[each]);
  if (decision === undefined || others.length > 0)
    throw new UsageError('Say one of --send-again, --sent and --give-up.');
  const { by = `${userInfo().username}@${hostname()}`, why = '' } = values;
  if (by.trim() === '') throw new UsageError('--by names nobody.');
  if (why.trim() === '') throw new UsageError('Say --why: whoever looks at the mail later wants to know.');
  return { emailIds, decision, by, why };
}
