import { runSilently } from './run-program.ts';
import { styled } from './terminal.ts';
import { type Tally } from './test-tiers.ts';

const nx = ['node_modules/nx/dist/bin/nx.js'];

/** Each counts as one test. Building came first, else we would not be here. */
const checks = [
  // The boundaries rule reads Nx's project graph, which this computes and keeps.
  { name: 'project graph', args: [...nx, 'show', 'projects', '--json'] },
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'] },
  { name: 'documents', args: ['tools/openapi.ts', '--check'] },
  { name: 'kubernetes', args: ['tools/check-k8s.ts'] },
  { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'] },
];

/** Types, lint and format. What a check complains about is shown. */
export async function runChecks(signal: AbortSignal): Promise<Tally> {
  const tally = { passed: 1, failed: 0 };
  console.log('  build ok');
  for (const { name, args } of checks) {
    if (signal.aborted) break;
    const { isOk, output } = await runSilently(args, { signal });
    if (isOk) tally.passed += 1;
    else tally.failed += 1;
    console.log(isOk ? `  ${name} ok` : `  ${styled('red', `${name} failed`)}\n${output}`);
  }
  return tally;
}
