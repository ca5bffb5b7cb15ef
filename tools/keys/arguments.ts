import { type OperatorDecision, type UnfinishedState, unfinishedStates } from '@holdfast/idempotency/review';
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

export const usage = `npm run keys -- list [SERVICE] [--state review|unknown|running|parked] [--limit N] [--json]
npm run keys -- show OPERATION [--input] [--json]
npm run keys -- resolve OPERATION --outcome '<json>' [--by NAME] [--instead] [--yes]
npm run keys -- resolve OPERATION --not-executed [--by NAME] [--instead] [--yes]
npm run keys -- retry OPERATION [--by NAME] [--instead]

OPERATION is an operation's id, or the key of one attempt of it (ID-PHASE-N): then only that attempt is decided about.
Of a running stack, or of any database: --database-url URL (the password can stand in PGPASSWORD).
--instead decides anew where an earlier decision is not applied yet.
resolve and retry wait until a service has acted on it, 30 s at most: --wait SECONDS.
Exit codes: 0 done, 1 not done, 2 invalid arguments.`;

/** An operation, or one attempt of one of its calls. */
export interface Target {
  readonly operationId: string;
  readonly attempt: { readonly phase: string; readonly number: number } | undefined;
}

interface Where {
  readonly databaseUrl: string | undefined;
}

export interface ListCommand extends Where {
  readonly name: 'list';
  readonly service: string | undefined;
  readonly states: readonly UnfinishedState[];
  readonly limit: number;
  readonly isJson: boolean;
}

export interface ShowCommand extends Where {
  readonly name: 'show';
  readonly target: Target;
  readonly isInputShown: boolean;
  readonly isJson: boolean;
}

export interface DecideCommand extends Where {
  readonly name: 'decide';
  readonly target: Target;
  readonly decision: OperatorDecision;
  readonly by: string;
  /** In the place of an earlier decision that is not applied yet. */
  readonly isInstead: boolean;
  readonly isConfirmed: boolean;
  readonly waitMs: number;
}

export type Command = ListCommand | ShowCommand | DecideCommand;

const options = {
  'database-url': { type: 'string' },
  state: { type: 'string', multiple: true },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  input: { type: 'boolean' },
  outcome: { type: 'string' },
  'not-executed': { type: 'boolean' },
  by: { type: 'string' },
  instead: { type: 'boolean' },
  yes: { type: 'boolean' },
  wait: { type: 'string' },
} as const;

type Values = ValuesOf<typeof options>;

/** Which options a command takes, beside `--database-url`. */
const taken = {
  list: ['state', 'limit', 'json'],
  show: ['input', 'json'],
  resolve: ['outcome', 'not-executed', 'by', 'instead', 'yes', 'wait'],
  retry: ['by', 'instead', 'wait'],
} as const satisfies Readonly<Record<string, readonly (keyof Values)[]>>;

/** @throws UsageError that says what is wrong with them. */
export function readArguments(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args, options);
  const [word, subject, ...rest] = positionals;
  const name = commandIn(word, taken);
  refuseMore(rest);
  refuseForeign(name, values, ['database-url', ...taken[name]]);
  const databaseUrl = databaseIn(values);
  if (name === 'list') {
    if (subject !== undefined && databaseUrl !== undefined)
      throw new UsageError('--database-url names one service already.');
    return { name, service: subject, databaseUrl, ...listing(values) };
  }
  const target = targetIn(subject);
  if (name === 'show')
    return { name, target, databaseUrl, isInputShown: values.input ?? false, isJson: values.json ?? false };
  const decision: OperatorDecision = name === 'retry' ? { kind: 'recheck' } : decisionIn(values);
  return { name: 'decide', target, databaseUrl, decision, ...deciding(values) };
}

function listing({ state, limit, json }: Values): Pick<ListCommand, 'states' | 'limit' | 'isJson'> {
  return {
    states: statesIn(state, unfinishedStates) ?? unfinishedStates,
    limit: wholeNumber('limit', limit, 50),
    isJson: json ?? false,
  };
}

const operationOrAttempt = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-(.+)-(\d{1,9}))?$/i;

function targetIn(subject: string | undefined): Target {
  if (subject === undefined) throw new UsageError('Say which operation: its id, as the list shows it.');
  const [, operationId, phase, number] = operationOrAttempt.exec(subject) ?? [];
  if (operationId === undefined)
    throw new UsageError(`"${subject}" is no operation id. (An idempotency key itself is stored nowhere.)`);
  return {
    operationId: operationId.toLowerCase(),
    attempt: phase === undefined ? undefined : { phase, number: Number(number) },
  };
}

function decisionIn({ outcome, 'not-executed': isNotExecuted = false }: Values): OperatorDecision {
  if ((outcome === undefined) === !isNotExecuted)
    throw new UsageError('Say one of --not-executed and --outcome.');
  if (outcome === undefined) return { kind: 'not_executed' };
  try {
    return { kind: 'outcome', outcome: JSON.parse(outcome) as unknown };
  } catch (error) {
    throw new UsageError(`--outcome is no JSON: ${(error as Error).message}`);
  }
}

type Deciding = Pick<DecideCommand, 'by' | 'isInstead' | 'isConfirmed' | 'waitMs'>;

function deciding({ by, instead, yes, wait }: Values): Deciding {
  return {
    by: deciderIn({ by }),
    isInstead: instead ?? false,
    isConfirmed: yes ?? false,
    waitMs: wholeNumber('wait', wait, 30) * 1_000,
  };
}
