import { lineOf, type Piece, piecesOf } from './pieces.ts';
import { rules } from './rules.ts';

export interface Hit {
  readonly file: string;
  readonly line: number;
  readonly kind: Piece['kind'];
  readonly rule: string;
  readonly advice: string;
  readonly text: string;
}

/** Where the words of a file stumble. A line with `words-allow: <reason>` is excused. */
export function hitsIn(file: string, source: string): readonly Hit[] {
  const lines = source.split('\n');
  return piecesOf(file, source).flatMap((piece) =>
    rules.flatMap(({ name, pattern, advice }) =>
      [...piece.text.matchAll(pattern)]
        .map(({ index }) => lineOf(piece, index))
        .filter((line) => !/words-allow: \S/.test(lines[line - 1] ?? ''))
        .map((line) => ({
          ...{ file, line, kind: piece.kind, rule: name, advice },
          text: (lines[line - 1] ?? '').trim(),
        })),
    ),
  );
}
