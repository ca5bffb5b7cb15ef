/** `npm run check`: the checks that `npm test` runs before its tests. bootstrap.mjs has built already. */
import { parseOptions } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { runChecks } from './test-checks.ts';

const usage = `npm run check

Builds, then checks documents, words, Kubernetes manifests, upgrade notes, page sizes, format and lint. It changes none of them. npm test starts with the same checks.
Exit codes: 0 all checks passed, 1 a check failed, 2 invalid arguments.`;

async function run(): Promise<void> {
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => asked.abort(new Error(signal)));
  const { failed } = await runChecks(asked.signal);
  if (failed > 0 || asked.signal.aborted) process.exitCode = 1;
}

await runCommand({ usage, read: (args) => void parseOptions(args, {}, false), run });
