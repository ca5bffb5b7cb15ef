import { parseOptions, UsageError } from './command-line.ts';
import { specsOf } from './test-groups.ts';
import { type Tier, tiers } from './test-tiers.ts';

export const usage = `npm test [-- TIER …] [PATTERN …] [-t NAME] [-- JEST_OPTION …]

Runs the checks, then the unit, int, browser and e2e tests. The last line is "N passed, N failed".
TIER      only these of unit, int, browser and e2e; without the checks
PATTERN   only files with this in their path, such as apps/checkout or keys.int
-t NAME   only tests with this in their name
Everything after another -- is passed to Jest.
Environment: CHROMIUM_PATH, a Chromium for the browser tests. Default: one on the PATH, else one from npm.
Exit codes: 0 all passed, 1 some failed, 2 invalid arguments.`;

export interface TestCommand {
  readonly tiers: readonly Tier[];
  /** For Jest, patterns first. */
  readonly jestArguments: readonly string[];
  /** The checks and all tests. */
  readonly isWhole: boolean;
}

/** @throws UsageError, also for a pattern that matches no spec */
export function readArguments(args: readonly string[]): TestCommand {
  const { words, jestArguments } = readWords(args);
  const named = tiers.filter((tier) => words.includes(tier));
  const patterns = words.filter((word) => !tiers.some((tier) => tier === word));
  const chosen = named.length > 0 ? named : tiers;
  demandSpecs(patterns, chosen);
  return {
    tiers: chosen,
    jestArguments: [...patterns, ...jestArguments],
    isWhole: chosen.length === tiers.length && patterns.length === 0 && jestArguments.length === 0,
  };
}

/** Splits positional arguments from Jest's. @throws UsageError */
export function readWords(args: readonly string[]): {
  readonly words: readonly string[];
  readonly jestArguments: readonly string[];
} {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const options = { testNamePattern: { type: 'string', short: 't' } } as const;
  const { values, positionals } = parseOptions(args.slice(0, end), options);
  const { testNamePattern: name } = values;
  const ofName = name === undefined ? [] : [`--testNamePattern=${name}`];
  return { words: positionals, jestArguments: [...ofName, ...args.slice(end + 1)] };
}

/** @throws UsageError if a pattern matches no spec of these tiers */
export function demandSpecs(patterns: readonly string[], chosen: readonly Tier[]): void {
  if (patterns.length === 0) return;
  const files = chosen.flatMap(specsOf);
  for (const pattern of patterns) {
    const matcher = regularExpression(pattern);
    if (!files.some((file) => matcher.test(file)))
      throw new UsageError(`No ${chosen.join(', ')} spec has "${pattern}" in its path.`);
  }
}

/** Reads a pattern as Jest does. */
function regularExpression(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'i');
  } catch (error) {
    throw new UsageError(`"${pattern}" is not a valid pattern: ${(error as Error).message}.`);
  }
}
