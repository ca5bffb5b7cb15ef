import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');

/** A command of a page, with the comment behind it, which says what to expect. */
export interface PrintedCommand {
  readonly command: string;
  readonly expectation: string;
}

export interface Pasted {
  /** Standard output and errors. */
  readonly output: string;
  readonly exitCode: number;
}

/**
 * The commands of a page's `sh` blocks, in order. Left out: blocks after a line `<!-- not run: REASON -->`, and
 * `npm start`, because a test starts its own stack. Blocks in other languages show output or code.
 */
export function commandsIn(markdown: string): PrintedCommand[] {
  const blocks = markdown.matchAll(/(<!-- not run: [^>]+ -->\s*)?^```sh\n([^]*?)^```$/gm);
  return [...blocks]
    .flatMap(([, reason, block = '']) => (reason === undefined ? commandsOf(block) : []))
    .filter(({ command }) => !/^npm start\b/.test(command));
}

function commandsOf(block: string): PrintedCommand[] {
  const commands: PrintedCommand[] = [];
  let lines: string[] = [];
  for (const line of block.trimEnd().split('\n')) {
    lines.push(line);
    const command = lines.join('\n');
    if (!isComplete(command)) continue;
    commands.push({ command, expectation: / # (.*)$/.exec(line)?.[1] ?? '' });
    lines = [];
  }
  if (lines.length > 0) throw new Error(`An unfinished command: ${lines.join('\n')}`);
  return commands;
}

const isComplete = (command: string): boolean =>
  !command.endsWith('\\') && spawnSync('bash', ['-n', '-c', command]).status === 0;

/** Runs commands one after another in one shell in the repository's folder, as a reader who pastes them. */
export function paste(
  commands: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Pasted[]> {
  const mark = '=== done: ';
  const script = ['exec 2>&1', ...commands.flatMap((command) => [command, `printf '\\n${mark}%d\\n' $?`])];
  return new Promise((resolve) => {
    const options = { cwd: repository, env: environment, maxBuffer: 64 * 1024 * 1024 };
    execFile('bash', ['-c', script.join('\n')], options, (_error, printed) => {
      const parts = printed.split(/\n=== done: (\d+)\n/);
      resolve(
        commands.map((_, index) => ({
          output: parts[index * 2] ?? '',
          exitCode: Number(parts[index * 2 + 1] ?? Number.NaN),
        })),
      );
    });
  });
}
