import { parseArgs } from 'node:util';
import { highestBase } from '../run/stack-settings.ts';

/** The arguments make no sense; the message says which. */
export class UsageError extends Error {}

export const usage = `npm run failure-suite                          everything: scenarios by hand, and every point of every operation
npm run failure-suite -- --only NAME[,NAME]   those of these names; NAME may hold * or be the beginning of names
npm run failure-suite -- --list               names and what each breaks; runs nothing
npm run failure-suite -- --short              the deterministic subset that npm test runs
npm run failure-suite -- --seed S --minutes M random faults; a failing plan is kept and shrunk
npm run failure-suite -- --plan FILE          one random plan once more
npm run failure-suite -- --pairs              pairs of faults: the second while the first is being recovered from
npm run failure-suite -- --points [--accept-points]   records the points of all operations [and pins them]
npm run failure-suite -- --prove              builds with one seeded bug at a time: each must be found

--workers N     stacks at once, default 4;           --target local|compose   default local: processes of this machine;
                2 at random and of containers        compose: containers, which it builds, starts and removes itself
--json FILE     the report for programs              --report FOLDER          default reports/failure-suite
--publish FOLDER  also the page and its numbers, to be committed: docs/failure-suite
--render FILE     runs nothing: makes the page again from a report.json, into the --report folder [and --publish]
Exit codes: 0 everything held, 1 something did not, 2 invalid arguments, 130 stopped.`;

export type Mode =
  'all' | 'only' | 'short' | 'list' | 'random' | 'plan' | 'pairs' | 'points' | 'prove' | 'render' | 'help';

/** Where the system under test runs: as processes of this machine, or in containers of Docker Compose. */
export type Target = 'local' | 'compose';

export interface Command {
  readonly mode: Mode;
  readonly target: Target;
  /** Patterns of names. */
  readonly only: readonly string[];
  readonly seed: number | undefined;
  readonly minutes: number | undefined;
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
    // What follows is advice about options that are no options.
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

/** Where the ports of the first stack begin. @throws UsageError when a stack has no place from there on */
export function readPortBase(text: string | undefined): number | undefined {
  return wholeNumber('PORT_BASE', text === '' ? undefined : text, 1_024, highestBase);
}

function minutesIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= 1_440) return value;
  throw new UsageError(`--minutes is "${text}": it must be a number above 0 and not above 1440.`);
}

function modeOf(values: Values): Mode {
  const asked: readonly (readonly [Mode, boolean])[] = [
    ['only', values.only !== undefined],
    ['short', values.short === true],
    ['random', values.pairs !== true && (values.seed !== undefined || values.minutes !== undefined)],
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
  if (chosen.length > 1)
    throw new UsageError(`Say one of --${chosen.join(', --')}: they do not go together.`);
  return chosen[0] ?? 'all';
}

/** Bound to processes of this machine: a copy of the tree that is built there, and the points that are pinned. */
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
 * While one stack waits for a timeout to pass, the others keep two cores busy. Containers have their engine beside them, and a random plan may
 * put customers in a hurry that a busy machine cannot keep up with.
 */
const stacksAtOnce = (target: Target, mode: Mode): number =>
  target === 'compose' || mode === 'random' || mode === 'plan' || mode === 'pairs' ? 2 : 4;

/** @throws UsageError that says what is wrong with them. */
export function readArguments(args: readonly string[]): Command {
  const values = parse(args);
  const only = (values.only ?? []).flatMap((names) => names.split(',')).map((name) => name.trim());
  if (only.includes('')) throw new UsageError('--only names nothing.');
  const target = targetOf(values);
  const mode = modeOf(values);
  return {
    mode,
    target,
    only,
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1),
    minutes: minutesIn(values.minutes),
    planFile: values.plan,
    isPinning: values['accept-points'] === true,
    workers: wholeNumber('--workers', values.workers, 1, 16) ?? stacksAtOnce(target, mode),
    jsonFile: values.json,
    reportFolder: values.report ?? 'reports/failure-suite',
    publishFolder: values.publish,
    renderFile: values.render,
  };
}
