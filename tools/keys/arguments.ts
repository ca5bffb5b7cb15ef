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

OPERATION is an operation ID, or the key of one attempt (ID-PHASE-N): then the decision applies to that attempt only.
Uses the running stack, or any database: --database-url URL (set the password in PGPASSWORD).
--instead replaces an earlier decision that has not been applied yet.
resolve and retry wait up to 30 s for a service to apply the decision: --wait SECONDS.
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
  /** Replaces an earlier decision that has not been applied yet. */
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

/** The options of each command, besides `--database-url`. */
const accepted = {
  list: ['state', 'limit', 'json'],
  show: ['input', 'json'],
  resolve: ['outcome', 'not-executed', 'by', 'instead', 'yes', 'wait'],
  retry: ['by', 'instead', 'wait'],
} as const satisfies Readonly<Record<string, readonly (keyof Values)[]>>;

/** @throws UsageError for invalid arguments. */
export function readArguments(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args, options);
  const [word, subject, ...rest] = positionals;
  const name = commandIn(word, accepted);
  refuseMore(rest);
  refuseForeign(name, values, ['database-url', ...accepted[name]]);
  const databaseUrl = databaseIn(values);
  if (name === 'list') {
    if (subject !== undefined && databaseUrl !== undefined)
      throw new UsageError('--database-url already selects one service.');
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
  if (subject === undefined) throw new UsageError('Missing operation ID. Run list to find it.');
  const [, operationId, phase, number] = operationOrAttempt.exec(subject) ?? [];
  if (operationId === undefined)
    throw new UsageError(
      `"${subject}" is not an operation ID. (Idempotency keys themselves are not stored.)`,
    );
  return {
    operationId: operationId.toLowerCase(),
    attempt: phase === undefined ? undefined : { phase, number: Number(number) },
  };
}

function decisionIn({ outcome, 'not-executed': isNotExecuted = false }: Values): OperatorDecision {
  if ((outcome === undefined) === !isNotExecuted)
    throw new UsageError('Specify either --outcome or --not-executed.');
  if (outcome === undefined) return { kind: 'not_executed' };
  try {
    return { kind: 'outcome', outcome: JSON.parse(outcome) as unknown };
  } catch (error) {
    throw new UsageError(`--outcome is not valid JSON: ${(error as Error).message}`);
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
