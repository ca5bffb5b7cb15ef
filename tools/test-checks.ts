import { runSilently } from './run-program.ts';
import { styled } from './terminal.ts';
import { add, oneFailure, noTests, type Tally } from './test-tiers.ts';

const nx = ['node_modules/nx/dist/bin/nx.js'];

// Computes and caches Nx's project graph, which the lint rule for module boundaries reads.
const first = { name: 'project graph', args: [...nx, 'show', 'projects', '--json'] };
// 6 GB: with the types of all projects, lint exceeds Node's default limit of 4 GB.
const lint = {
  name: 'lint',
  args: ['--max-old-space-size=6144', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'],
};
const others = [
  { name: 'openapi', args: ['tools/openapi.ts', '--check'] },
  { name: 'docs', args: ['tools/docs.ts', '--check'] },
  { name: 'words', args: ['tools/lint-words.ts'] },
  { name: 'kubernetes', args: ['tools/check-k8s.ts'] },
  { name: 'upgrade notes', args: ['tools/check-upgrades.ts'] },
  { name: 'page sizes', args: ['tools/check-pages.ts'] },
  { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'] },
];

/**
 * Runs the checks, each of which counts as one test, and prints what fails. bootstrap.mjs has built already.
 * Lint keeps one core busy for minutes: once the other checks are done, `besideLint` runs on the other core.
 */
export async function runChecks(signal: AbortSignal, besideLint?: () => Promise<Tally>): Promise<Tally> {
  let tally: Tally = { ...noTests, passed: 1 };
  console.log('  build ok');
  const run = async ({ name, args }: typeof first): Promise<void> => {
    if (signal.aborted) return;
    const { isOk, output } = await runSilently(args, { signal });
    tally = add(tally, isOk ? { ...noTests, passed: 1 } : oneFailure(`check: ${name}`));
    console.log(isOk ? `  ${name} ok` : `  ${styled('red', `${name} failed`)}\n${output}`);
  };
  await run(first);
  const linting = run(lint);
  await inTurn(others, run);
  const beside = await besideLint?.();
  await linting;
  return beside === undefined ? tally : add(tally, beside);
}

async function inTurn<T>(all: readonly T[], act: (each: T) => Promise<void>): Promise<void> {
  for (const each of all) await act(each);
}
