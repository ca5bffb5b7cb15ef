/** `npm run check`: what `npm test` checks before its tests. Building came first, else we would not be here. */
import { parseOptions } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { runChecks } from './test-checks.ts';

const usage = `npm run check

Builds, then checks documents, Kubernetes manifests, format and lint, and changes none of them. npm test begins with the same.
Exit codes: 0 all is well, 1 something is not, 2 these arguments make no sense.`;

async function run(): Promise<void> {
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => asked.abort(new Error(signal)));
  const { failed } = await runChecks(asked.signal);
  if (failed > 0 || asked.signal.aborted) process.exitCode = 1;
}

await runCommand({ usage, read: (args) => void parseOptions(args, {}, false), run });
