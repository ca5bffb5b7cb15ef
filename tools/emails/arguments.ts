import {
  commandIn,
  databaseIn,
  deciderIn,
  parseOptions,
  refuseForeign,
  refuseMore,
  statesIn,
  UsageError,
  type Values as ValuesOf,
  wholeNumber,
} from '../command-line.ts';

export const usage = `npm run emails -- list [--state held|queued|sending|given-up] [--limit N] [--json]
npm run emails -- show ORDER_ID|EMAIL_ID [--content] [--json]
npm run emails -- resolve EMAIL_ID … --send-again|--sent|--give-up --why TEXT [--by NAME]

Reads the running stack, or any database: --database-url URL (set PGPASSWORD to keep the password out of it).
resolve records a decision about held emails. --send-again: an email process sends them again, under the same Message-ID. --sent: they count
as sent. --give-up: they are never sent, and their content is deleted.
Exit codes: 0 done, 1 not done, 2 invalid arguments.`;

export const states = ['held', 'queued', 'sending', 'given-up'] as const;
export type State = (typeof states)[number];
/** The states that `list` shows by default: all unfinished ones. */
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
  /** The ID of an order or an email. */
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

type Values = ValuesOf<typeof options>;

/** The options of each command, besides `--database-url`. */
const taken = {
  list: ['state', 'limit', 'json'],
  show: ['content', 'json'],
  resolve: [...decisions, 'by', 'why'],
} as const satisfies Readonly<Record<string, readonly (keyof Values)[]>>;

/** @throws UsageError that describes the invalid argument. */
export function readArguments(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args, options);
  const [word, ...ids] = positionals;
  const name = commandIn(word, taken);
  refuseForeign(name, values, ['database-url', ...taken[name]]);
  const databaseUrl = databaseIn(values);
  if (name === 'list') return { name, databaseUrl, ...listing(ids, values) };
  if (name === 'show') return { name, databaseUrl, ...showing(ids, values) };
  return { name, databaseUrl, ...resolving(ids, values) };
}

function listing(
  ids: readonly string[],
  { state, limit, json }: Values,
): Pick<ListCommand, 'states' | 'limit' | 'isJson'> {
  refuseMore(ids);
  return {
    limit: wholeNumber('limit', limit, 50),
    states: statesIn(state, states) ?? openStates,
    isJson: json ?? false,
  };
}

function showing(
  [id, ...more]: readonly string[],
  { content, json }: Values,
): Pick<ShowCommand, 'id' | 'isContentShown' | 'isJson'> {
  if (id === undefined) throw new UsageError('Missing the ID of an order or an email.');
  refuseMore(more);
  if (!/^(ord|eml)_\w+$/.test(id))
    throw new UsageError(`"${id}" is not an order ID (ord_…) or an email ID (eml_…).`);
  return { id, isContentShown: content ?? false, isJson: json ?? false };
}

function resolving(
  emailIds: readonly string[],
  values: Values,
): Pick<ResolveCommand, 'emailIds' | 'decision' | 'by' | 'why'> {
  if (emailIds.length === 0) throw new UsageError('Missing the IDs of the emails, as shown by list.');
  const wrong = emailIds.find((id) => !/^eml_\w+$/.test(id));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is not an email ID (eml_…).`);
  const [decision, ...others] = decisions.filter((each) => values[each]);
  if (decision === undefined || others.length > 0)
    throw new UsageError('Give exactly one of --send-again, --sent and --give-up.');
  const by = deciderIn(values);
  const { why = '' } = values;
  if (why.trim() === '') throw new UsageError('Missing --why: the reason is stored with the decision.');
  return { emailIds, decision, by, why };
}
