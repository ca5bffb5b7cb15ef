import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');

/** A command of a page, with what the page says about its output. */
export interface PrintedCommand {
  readonly command: string;
  /** The comment at its end. */
  readonly expectation: string;
}

/** The commands of one code block, with the output that the page shows below. */
export interface PrintedBlock {
  readonly commands: readonly PrintedCommand[];
  readonly shown: string;
}

export interface Pasted {
  /** Standard output and errors. */
  readonly output: string;
  readonly exitCode: number;
}

/**
 * A page's `sh` blocks, in order. Left out: blocks after a line `<!-- not run: REASON -->`, and `npm start`,
 * because a test starts its own stack. A block without a language shows the output of the one above.
 */
export function commandsIn(markdown: string): PrintedBlock[] {
  const blocks = markdown.matchAll(
    /(<!-- not run: [^>]+ -->\s*)?^```sh\n([^]*?)^```$(?:\n+^```\n([^]*?)^```$)?/gm,
  );
  return [...blocks]
    .filter(([, reason]) => reason === undefined)
    .map(([, , block = '', shown = '']) => ({ commands: commandsOf(block), shown }))
    .filter(({ commands }) => commands.length > 0);
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
  return commands.filter(({ command }) => !/^npm start\b/.test(command));
}

const isComplete = (command: string): boolean =>
  !command.endsWith('\\') && spawnSync('bash', ['-n', '-c', command]).status === 0;

/** Fills in what a reader copies from the last order's response: its ID and its token. */
const filledIn = (command: string): string =>
  command
    .replaceAll(/'([^']*\b(?:ORDER_ID|ACCESS_TOKEN)\b[^']*)'/g, '"$1"')
    .replaceAll(/\bORDER_ID\b/g, '$(last orderId)')
    .replaceAll(/\bACCESS_TOKEN\b/g, '$(last accessToken)');

/**
 * Runs blocks of commands in one shell in the repository's folder, as a reader who pastes them. `between` is
 * a command that runs between blocks; `$pasted` names the file with the output so far.
 */
export async function paste(
  blocks: readonly (readonly string[])[],
  environment: Readonly<Record<string, string | undefined>>,
  between = 'true',
): Promise<Pasted[][]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-pasted-'));
  const file = path.join(folder, 'output');
  const script = [
    `exec > '${file}' 2>&1`,
    `pasted='${file}'`,
    `last() { grep -o "\\"$1\\":\\"[^\\"]*" "$pasted" | tail -1 | cut -d '"' -f 4; }`,
    ...blocks.flatMap((commands) => [
      ...commands.flatMap((command) => [filledIn(command), String.raw`printf '\n=== done: %d\n' $?`]),
      `{ ${between}; } > /dev/null`,
    ]),
  ].join('\n');
  await new Promise((resolve) => {
    execFile('bash', ['-c', script], { cwd: repository, env: environment }, resolve);
  });
  const parts = readFileSync(file, 'utf8').split(/\n=== done: (\d+)\n/);
  rmSync(folder, { recursive: true });
  return blocks.map((commands) =>
    commands.map(() => ({ output: parts.shift() ?? '', exitCode: Number(parts.shift() ?? Number.NaN) })),
  );
}
