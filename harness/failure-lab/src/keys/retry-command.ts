import { type KeyRetry } from '@holdfast/lab-api';
import { dataDirPrefix, repositoryRoot } from '@holdfast/local-stack';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { Problem } from '../control/problem.ts';

/** A page waits for this; an operator at the command waits 30 s. */
const waitSeconds = 10;

export interface RetryOptions {
  readonly target: 'processes' | 'containers';
  /** The stack's folder, which names its databases. */
  readonly dataDir: string;
}

/** The command that retries an operation, without its ID. */
export function retryCommand({ target, dataDir }: RetryOptions): string {
  if (target === 'containers') return 'docker compose run --rm ops keys retry';
  return `${dataDirPrefix(dataDir)}npm run ops -- keys retry`;
}

/**
 * Runs the operator's own command and returns what it says. The lab itself only reads databases.
 * @throws Problem in containers, where only an operator can run it.
 */
export async function retry(options: RetryOptions, operationId: string): Promise<KeyRetry> {
  if (options.target === 'containers')
    throw new Problem(
      503,
      'No supervisor',
      `The lab cannot run commands in containers. Type: ${retryCommand(options)} ${operationId}`,
    );
  const args = ['keys', 'retry', operationId, '--by', 'failure-lab', '--wait', String(waitSeconds)];
  const { exitCode, output } = await runTool('tools/ops.ts', args, options.dataDir);
  if (exitCode > 1) throw new Error(`npm run ops -- keys ended with ${exitCode}: ${output}`);
  return { operationId, isDone: exitCode === 0, says: resultIn(output) };
}

/** Without the line that says that it waits. */
const resultIn = (output: string): string =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('Decision by '))
    .join(' ');

function runTool(
  tool: string,
  args: readonly string[],
  dataDir: string,
): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(repositoryRoot, tool), ...args],
      { cwd: repositoryRoot, env: { DATA_DIR: dataDir, NO_COLOR: '1' }, timeout: 2 * waitSeconds * 1_000 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 3;
        resolve({ exitCode, output: stderr.trim() === '' ? stdout : stderr });
      },
    );
  });
}
