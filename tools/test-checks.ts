import { runSilently } from './run-program.ts';
import { styled } from './terminal.ts';
import { type Tally } from './test-tiers.ts';

const nx = ['node_modules/nx/dist/bin/nx.js'];

// The boundaries rule of lint reads Nx's project graph, which this computes and keeps.
const first = { name: 'project graph', args: [...nx, 'show', 'projects', '--json'] };
// 6 GB: with the types of all projects lint needs a little more than the 4 GB that Node allows (measured).
const lint = {
  name: 'lint',
  args: ['--max-old-space-size=6144', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'],
};
const others = [
  { name: 'documents', args: ['tools/openapi.ts', '--check'] },
  { name: 'kubernetes', args: ['tools/check-k8s.ts'] },
  { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'] },
];

/** Types, lint and format, each of which counts as one test. Building came first, else we would not be here. What a check complains about is shown. */
export async function runChecks(signal: AbortSignal): Promise<Tally> {
  const tally = { passed: 1, failed: 0 };
  console.log('  build ok');
  const run = async ({ name, args }: typeof first): Promise<void> => {
    if (signal.aborted) return;
    const { isOk, output } = await runSilently(args, { signal });
    if (isOk) tally.passed += 1;
    else tally.failed += 1;
    console.log(isOk ? `  ${name} ok` : `  ${styled('red', `${name} failed`)}\n${output}`);
  };
  await run(first);
  // Lint alone keeps one core busy for as long as the others take together.
  await Promise.all([run(lint), inTurn(others, run)]);
  return tally;
}

async function inTurn<T>(all: readonly T[], act: (each: T) => Promise<void>): Promise<void> {
  for (const each of all) await act(each);
}
