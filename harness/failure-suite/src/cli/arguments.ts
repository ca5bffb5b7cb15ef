import { UsageError } from '@holdfast/engine';
import { parseArgs } from 'node:util';
import { highestBase } from '../run/stack-settings.ts';

export const usage = `npm run failure-suite                   everything: handwritten scenarios and every crash point
npm run failure-suite -- OPTIONS

--only NAME[,NAME]         scenarios by name, prefix or pattern with *
--list                     lists the scenarios and what each breaks; runs nothing
--short                    the subset that npm test runs
--seed S --minutes M       random faults; failing plans are kept and shrunk
--plan FILE                replays one random plan
--pairs                    pairs of faults: the second strikes during recovery from the first
--points [--accept-points] records all crash points [and accepts new ones]
--prove                    applies one seeded bug at a time: each must be found
--prove --mutants N|all    tries a sample of automatic mutants of the money code, drawn by --seed, for at most
                           --minutes; goes on where the last run of the same sources stopped
        --by specs|suite   only with the specs beside the code, or only with the suite; default: the suite,
                           then the specs for its survivors
--first-red                stops after the first scenario that breaks
--render FILE              rebuilds the page from a report.json; runs nothing

--workers N                parallel stacks; default 4, or 2 for random runs and containers
--target local|compose     local processes (default), or containers, which it builds, starts and removes
--report FOLDER            the folder for the report; default reports/failure-suite
--json FILE                also writes the report as JSON
--publish FOLDER           also writes the page and its numbers to commit: docs/failure-suite; not if stopped

Exit codes: 0 everything held, 1 something did not, 2 invalid arguments, 130 stopped.`;

export type Mode =
  'all' | 'only' | 'short' | 'list' | 'random' | 'plan' | 'pairs' | 'points' | 'prove' | 'render' | 'help';

/** The system under test runs as local processes or in Docker Compose containers. */
export type Target = 'local' | 'compose';

export interface Command {
  readonly mode: Mode;
  readonly target: Target;
  /** Names, prefixes or patterns. */
  readonly only: readonly string[];
  readonly seed: number | undefined;
  readonly minutes: number | undefined;
  /** The size of the sample; undefined without `--mutants`. */
  readonly mutants: number | undefined;
  readonly by: 'specs' | 'suite' | 'both';
  readonly stopsAtFirstRed: boolean;
  readonly planFile: string | undefined;
  readonly isPinning: boolean;
  readonly workers: number;
  readonly jsonFile: string | undefined;
  readonly reportFolder: string;
  readonly publishFolder: string | undefined;
  readonly renderFile: string | undefined;
}

const options = {
  help: { type: 'boolean', short: 'h' },
  only: { type: 'string', multiple: true },
  list: { type: 'boolean' },
  short: { type: 'boolean' },
  seed: { type: 'string' },
  minutes: { type: 'string' },
  plan: { type: 'string' },
  pairs: { type: 'boolean' },
  prove: { type: 'boolean' },
  mutants: { type: 'string' },
  by: { type: 'string' },
  'first-red': { type: 'boolean' },
  points: { type: 'boolean' },
  'accept-points': { type: 'boolean' },
  target: { type: 'string' },
  workers: { type: 'string' },
  json: { type: 'string' },
  report: { type: 'string' },
  publish: { type: 'string' },
  render: { type: 'string' },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    // Drops Node's advice on positional arguments, which the suite does not have.
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`);
  }
}

type Values = ReturnType<typeof parse>;

function wholeNumber(name: string, text: string | undefined, from: number, to: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw new UsageError(`${name} is "${text}": it must be a whole number from ${from} to ${to}.`);
}

/** The first port of the first stack. @throws UsageError if a stack does not fit above it */
export function readPortBase(text: string | undefined): number | undefined {
  return wholeNumber('PORT_BASE', text === '' ? undefined : text, 1_024, highestBase);
}

function minutesIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= 1_440) return value;
  throw new UsageError(`--minutes is "${text}": it must be a number above 0 and not above 1440.`);
}

function mutantsIn({ mutants, prove, by }: Values): Pick<Command, 'mutants' | 'by'> {
  if (mutants !== undefined && prove !== true) throw new UsageError('--mutants needs --prove.');
  if (by !== undefined && mutants === undefined) throw new UsageError('--by needs --prove --mutants.');
  if (by !== undefined && by !== 'specs' && by !== 'suite')
    throw new UsageError(`--by is "${by}": it must be specs or suite.`);
  const count = mutants === 'all' ? Infinity : wholeNumber('--mutants', mutants, 1, 1_000_000);
  return { mutants: count, by: by ?? 'both' };
}

function modeOf(values: Values): Mode {
  const isSampling = values.mutants !== undefined;
  const asked: readonly (readonly [Mode, boolean])[] = [
    ['only', values.only !== undefined],
    ['short', values.short === true],
    [
      'random',
      values.pairs !== true && !isSampling && (values.seed !== undefined || values.minutes !== undefined),
    ],
    ['plan', values.plan !== undefined],
    ['pairs', values.pairs === true],
    ['points', values.points === true || values['accept-points'] === true],
    ['prove', values.prove === true],
    ['render', values.render !== undefined],
  ];
  if (values.help === true) return 'help';
  if (values.list === true) return 'list';
  const modes = asked.filter(([, isAsked]) => isAsked).map(([mode]) => mode);
  // `--prove --only NAME` proves with some of the bugs.
  const chosen = modes.filter((mode) => mode !== 'only' || !modes.includes('prove'));
  if (chosen.length > 1) throw new UsageError(`Use only one of --${chosen.join(', --')}.`);
  return chosen[0] ?? 'all';
}

/** Need local processes: a copy of the tree is built, or points are pinned. */
const localOnly = ['prove', 'accept-points'] as const;

function targetOf(values: Values): Target {
  const { target = 'local' } = values;
  if (target !== 'local' && target !== 'compose')
    throw new UsageError(`--target is "${target}": it must be local or compose.`);
  if (target === 'local') return target;
  const refused = localOnly.find((option) => values[option] === true);
  if (refused !== undefined) throw new UsageError(`--${refused} works with --target local only.`);
  return target;
}

/**
 * Four: while one stack waits for a timeout, the others keep two cores busy. Two for containers, whose engine
 * needs CPU as well, and for random plans, whose impatient customers need a responsive machine.
 */
const parallelStacks = (target: Target, mode: Mode): number =>
  target === 'compose' || mode === 'random' || mode === 'plan' || mode === 'pairs' ? 2 : 4;

/** @throws UsageError */
export function readArguments(args: readonly string[]): Command {
  const values = parse(args);
  const only = (values.only ?? []).flatMap((names) => names.split(',')).map((name) => name.trim());
  if (only.includes('')) throw new UsageError('--only has an empty name.');
  const target = targetOf(values);
  const mode = modeOf(values);
  return {
    mode,
    target,
    only,
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1),
    minutes: minutesIn(values.minutes),
    ...mutantsIn(values),
    stopsAtFirstRed: values['first-red'] === true,
    planFile: values.plan,
    isPinning: values['accept-points'] === true,
    workers: wholeNumber('--workers', values.workers, 1, 16) ?? parallelStacks(target, mode),
    jsonFile: values.json,
    reportFolder: values.report ?? 'reports/failure-suite',
    publishFolder: values.publish,
    renderFile: values.render,
  };
}
