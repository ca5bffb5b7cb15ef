import { globSync } from 'node:fs';
import { repositoryRoot } from '@holdfast/local-stack';
import { parseOptions, UsageError } from './command-line.ts';
import { type Tier, tiers } from './test-tiers.ts';

export const usage = `npm test [-- TIER …] [PATTERN …] [-t NAME] [-- JEST_OPTION …]

Checks, then runs the unit, int and e2e tests. The very last line is "N passed, N failed".
TIER      only these of unit, int and e2e; without the checks
PATTERN   only files whose path has it in it, such as apps/checkout or keys.int
-t NAME   only tests whose name has it in it
What follows another -- goes to Jest as it is.
Exit codes: 0 all passed, 1 not all, 2 these arguments make no sense.`;

export interface TestCommand {
  readonly tiers: readonly Tier[];
  /** For Jest, patterns first. */
  readonly jestArguments: readonly string[];
  /** The checks and all tests. */
  readonly isWhole: boolean;
}

/** @throws UsageError, also when a pattern is that of no spec */
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

/** Words that are no option, and what is for Jest. @throws UsageError */
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

/** @throws UsageError when a pattern is that of no spec of these tiers */
export function demandSpecs(patterns: readonly string[], chosen: readonly Tier[]): void {
  if (patterns.length === 0) return;
  const files = specsOf(chosen);
  for (const pattern of patterns) {
    const matcher = regularExpression(pattern);
    if (!files.some((file) => matcher.test(file)))
      throw new UsageError(`No ${chosen.join(', ')} spec has "${pattern}" in its path.`);
  }
}

function specsOf(chosen: readonly Tier[]): string[] {
  const exclude = (name: string): boolean => name === 'node_modules' || name === 'dist';
  return globSync(
    chosen.map((tier) => `{apps,libs,harness,tools}/**/*.${tier}.spec.ts`),
    { cwd: repositoryRoot, exclude },
  );
}

/** As Jest reads a pattern. */
function regularExpression(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'i');
  } catch (error) {
    throw new UsageError(`"${pattern}" is no pattern: ${(error as Error).message}.`);
  }
}
