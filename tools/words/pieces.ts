import ts from 'typescript';

/**
 * Text that people read: a comment, a string, a paragraph. Its lines are joined, so that no line break hides
 * a phrase.
 */
export interface Piece {
  readonly kind: 'comment' | 'string' | 'text';
  readonly text: string;
  /** For each line of the piece: where it begins in `text`. The first is 0. */
  readonly lineStarts: readonly number[];
  /** Line of the file, from 1. */
  readonly line: number;
}

/** The pieces of a file, by the ending of its name; none of a file whose words are not ours. */
export function piecesOf(file: string, source: string): readonly Piece[] {
  if (/\.(ts|tsx|mts|mjs|js)$/.test(file)) return piecesOfCode(file, source);
  if (/\.css$/.test(file)) return commentsOf(source, (offset) => source.slice(0, offset).split('\n').length);
  if (/\.md$/.test(file)) return paragraphs(source);
  if (/\.ya?ml$|\.env\.example$|Dockerfile$|\.(json|html)$/.test(file))
    return source.split('\n').map((text, index) => piece('text', text, index + 1));
  return [];
}

function piecesOfCode(file: string, source: string): readonly Piece[] {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false, kind);
  const lineAt = (offset: number): number => tree.getLineAndCharacterOfPosition(offset).line + 1;
  const pieces: Piece[] = [];
  const withoutLiterals: string[] = [];
  let end = 0;
  const visit = (node: ts.Node): void => {
    if (!isLiteral(node)) return void ts.forEachChild(node, visit);
    const start = node.getStart(tree);
    const text = source.slice(start, node.end);
    if (!ts.isRegularExpressionLiteral(node)) pieces.push(piece('string', text, lineAt(start)));
    withoutLiterals.push(source.slice(end, start), text.replace(/[^\n]/g, '_'));
    end = node.end;
  };
  visit(tree);
  withoutLiterals.push(source.slice(end));
  return [...pieces, ...commentsOf(withoutLiterals.join(''), lineAt)];
}

const comments = /\/\*[\s\S]*?\*\/|\/\/[^\n]*(?:\n[ \t]*\/\/[^\n]*)*/g;

const commentsOf = (text: string, lineAt: (offset: number) => number): Piece[] =>
  [...text.matchAll(comments)].map(({ 0: comment, index }) => piece('comment', comment, lineAt(index)));

const isLiteral = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) ||
  ts.isTemplateExpression(node) ||
  ts.isRegularExpressionLiteral(node) ||
  ts.isJsxText(node);

/** Paragraphs, headings, list items and table rows; blocks of code line by line. */
function paragraphs(source: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let open: string[] = [];
  let isCode = false;
  const close = (next: number): void => {
    if (open.length > 0) pieces.push(piece('text', open.join('\n'), next - open.length));
    open = [];
  };
  const lines = source.split('\n');
  lines.forEach((line, index) => {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) isCode = !isCode;
    const standsAlone = isCode || isFence || /^\s*(\||#|$)/.test(line);
    if (standsAlone || /^\s*([-*]|\d+\.) /.test(line)) close(index + 1);
    open.push(line);
    if (standsAlone) close(index + 2);
  });
  close(lines.length + 1);
  return pieces;
}

function piece(kind: Piece['kind'], raw: string, line: number): Piece {
  const lineStarts: number[] = [];
  let text = '';
  for (const part of raw.split('\n')) {
    const words = text === '' ? part : part.replace(/^\s*(\*(?!\/)|\/\/|>)?\s*/, '');
    if (lineStarts.length > 0) text += ' ';
    lineStarts.push(text.length);
    text += words;
  }
  return { kind, text, lineStarts, line };
}

/** The line of the file on which `offset` of the piece's text stands. */
export const lineOf = ({ line, lineStarts }: Piece, offset: number): number =>
  line + lineStarts.filter((start) => start <= offset).length - 1;
