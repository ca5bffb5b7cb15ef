import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');

/** A command of a page, with what the page says about its output. */
export interface PrintedCommand {
  readonly command: string;
  /** Its item in the list below the block; empty if it has none. */
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
 * because a test starts its own stack. A block without a language shows the output of the one above. A list
 * right below a block says what its commands print: each item names the first words of a command, in order.
 */
export function commandsIn(markdown: string): PrintedBlock[] {
  const blocks = markdown.matchAll(
    /(<!-- not run: [^>]+ -->\s*)?^```sh\n([^]*?)^```$(?:\n+^```\n([^]*?)^```$)?(?:\n+((?:^(?:- `|  ).*\n)+))?/gm,
  );
  return [...blocks]
    .filter(([, reason]) => reason === undefined)
    .map(([, , block = '', shown = '', list = '']) => ({
      commands: withExpectations(commandsOf(block), list),
      shown,
    }))
    .filter(({ commands }) => commands.length > 0);
}

/** Throws if an item of the list names no command, so that an expectation cannot go unchecked. */
function withExpectations(commands: readonly string[], list: string): PrintedCommand[] {
  const printed = commands.map((command) => ({ command, expectation: '' }));
  let next = 0;
  for (const [item, start = '', text = ''] of list.matchAll(/^- `([^`]+)`([^]*?)(?=^- |$(?![^]))/gm)) {
    const at = printed.findIndex(({ command }, index) => index >= next && command.startsWith(start));
    const named = printed[at];
    if (named === undefined) throw new Error(`No command of the block for: ${item.trim()}`);
    named.expectation = text
      .replace(/^[^:]*:/, '')
      .replaceAll('`', '')
      .trim();
    next = at + 1;
  }
  return printed.filter(({ command }) => !/^npm start\b/.test(command));
}

function commandsOf(block: string): string[] {
  const commands: string[] = [];
  let lines: string[] = [];
  for (const line of block.trimEnd().split('\n')) {
    lines.push(line);
    const command = lines.join('\n');
    if (!isComplete(command)) continue;
    commands.push(command);
    lines = [];
  }
  if (lines.length > 0) throw new Error(`An unfinished command: ${lines.join('\n')}`);
  return commands;
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
