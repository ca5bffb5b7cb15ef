/** Thrown if a patch does not match its files. */
export class DoesNotApply extends Error {
  constructor(file: string, why: string) {
    super(`${file}: ${why}`);
    this.name = 'DoesNotApply';
  }
}

interface Hunk {
  /** The 1-based line in the original file. */
  readonly line: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

interface FileDiff {
  readonly file: string;
  readonly hunks: readonly Hunk[];
}

/** Parses a unified diff that only changes files. @throws DoesNotApply for anything else */
export function parseDiff(patch: string): readonly FileDiff[] {
  const parts = patch.split(/^--- a\//m).slice(1);
  if (parts.length === 0) throw new DoesNotApply('the patch', 'it changes no files');
  return parts.map((part) => {
    const [from = '', to = '', ...rest] = part.split('\n');
    if (to !== `+++ b/${from}`) throw new DoesNotApply(from, 'it does not name the changed file');
    return { file: from, hunks: hunksIn(from, rest.join('\n')) };
  });
}

function hunksIn(file: string, text: string): readonly Hunk[] {
  const hunks = text.split(/^(?=@@ )/m).filter((hunk) => hunk.startsWith('@@ '));
  if (hunks.length === 0) throw new DoesNotApply(file, 'it has no hunks');
  return hunks.map((hunk) => hunkOf(file, hunk));
}

function hunkOf(file: string, text: string): Hunk {
  const [head = '', ...lines] = text.replace(/\n$/, '').split('\n');
  const [, line, before = '1', after = '1'] = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(head) ?? [];
  const of = (marks: string): string[] =>
    lines.filter((each) => marks.includes(each[0] ?? ' ')).map((each) => each.slice(1));
  const hunk = { line: Number(line), before: of(' -'), after: of(' +') };
  if (hunk.before.length !== Number(before) || hunk.after.length !== Number(after))
    throw new DoesNotApply(file, `its lines do not match "${head}"`);
  return hunk;
}

/** Returns the patched files. Context may have moved, but not changed. @throws DoesNotApply */
export function applyDiff(patch: string, read: (file: string) => string): ReadonlyMap<string, string> {
  return new Map(parseDiff(patch).map(({ file, hunks }) => [file, hunks.reduce(withHunk(file), read(file))]));
}

const withHunk =
  (file: string) =>
  (text: string, { line, before, after }: Hunk): string => {
    const lines = text.split('\n');
    const places = lines.flatMap((_, index) =>
      before.every((each, offset) => lines[index + offset] === each) ? [index] : [],
    );
    const [at] = places.sort((a, b) => Math.abs(a - line) - Math.abs(b - line));
    if (at === undefined)
      throw new DoesNotApply(file, `the patch's context was not found:\n${before.join('\n')}`);
    return lines.toSpliced(at, before.length, ...after).join('\n');
  };
