import ts from 'typescript';
import { type Mutant } from './mutant.ts';
import { isActiveName, reachedName } from './mutant-switch.ts';
import { type Edit, isSql, sqlEdits } from './sql-mutator.ts';

type Text = ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateExpression;

interface PieceEdit extends Edit {
  /** The index of the piece between two `${…}`. */
  readonly piece: number;
}

/**
 * Adds the mutants of the SQL in one file to its code, which Stryker may have changed already. A text is
 * found again by its content: Stryker copies texts, and only one mutant is active.
 */
export function switchSql(
  file: string,
  source: string,
  code: string,
  nextId: () => string,
): { readonly code: string; readonly mutants: readonly Mutant[] } {
  const mutants: Mutant[] = [];
  const switches = new Map<string, readonly (PieceEdit & { readonly id: string })[]>();
  for (const text of textsIn(parse(file, source))) {
    const key = keyOf(text);
    if (switches.has(key)) continue;
    const edits = editsOf(text).map((edit) => ({ ...edit, id: nextId() }));
    if (edits.length === 0) continue;
    switches.set(key, edits);
    mutants.push(...edits.map((edit) => mutantOf(file, text, edit)));
  }
  const rewrite = (node: ts.Node): string => {
    const parts: string[] = [];
    let at = node.getStart();
    const visit = (child: ts.Node): void => {
      const edits = isText(child) ? (switches.get(keyOf(child)) ?? []) : [];
      if (edits.length === 0) return ts.forEachChild(child, visit);
      parts.push(code.slice(at, child.getStart()), switchOf(child as Text, edits, rewrite));
      at = child.end;
    };
    visit(node);
    return parts.join('') + code.slice(at, node.end);
  };
  const tree = parse(file, code);
  return { code: mutants.length === 0 ? code : code.slice(0, tree.getStart()) + rewrite(tree), mutants };
}

const parse = (file: string, text: string): ts.SourceFile =>
  ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);

function isText(node: ts.Node): node is Text {
  const isLiteral =
    ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
  if (!isLiteral || !isSql(piecesOf(node).join(' '))) return false;
  const { parent } = node;
  // Types, names of properties and imports cannot be expressions.
  return !(
    ts.isLiteralTypeNode(parent) ||
    ts.isTaggedTemplateExpression(parent) ||
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ('name' in parent && parent.name === node)
  );
}

function textsIn(tree: ts.SourceFile): readonly Text[] {
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (isText(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** As written; for a text in quotes, its content. */
function piecesOf(text: Text): readonly string[] {
  if (ts.isStringLiteral(text)) return [text.text];
  if (ts.isNoSubstitutionTemplateLiteral(text)) return [text.rawText ?? text.text];
  return [text.head, ...text.templateSpans.map(({ literal }) => literal)].map(
    ({ rawText, text: cooked }) => rawText ?? cooked,
  );
}

const keyOf = (text: Text): string => piecesOf(text).join('\0');

const editsOf = (text: Text): readonly PieceEdit[] =>
  piecesOf(text).flatMap((piece, index) => sqlEdits(piece).map((edit) => ({ ...edit, piece: index })));

function mutantOf(file: string, text: Text, edit: PieceEdit & { readonly id: string }): Mutant {
  const piece = piecesOf(text)[edit.piece] ?? '';
  const { id, kind, from, to, replacement } = edit;
  const tree = text.getSourceFile();
  const { line, character } = tree.getLineAndCharacterOfPosition(startOf(text, edit.piece) + from);
  return {
    id,
    file,
    line: line + 1,
    column: character + 1,
    kind,
    original: piece.slice(from, to),
    replacement,
  };
}

/** The position of a piece, behind its quote, backtick or brace. */
function startOf(text: Text, piece: number): number {
  const span =
    piece > 0 && ts.isTemplateExpression(text) ? text.templateSpans[piece - 1]?.literal : undefined;
  return (span ?? text).getStart() + 1;
}

function switchOf(
  text: Text,
  edits: readonly (PieceEdit & { readonly id: string })[],
  rewrite: (node: ts.Node) => string,
): string {
  const pieces = piecesOf(text);
  const expressions = ts.isTemplateExpression(text)
    ? text.templateSpans.map(({ expression }) => expression)
    : [];
  const written = (changed: readonly string[], textOf: (node: ts.Node) => string): string => {
    if (ts.isStringLiteral(text)) return JSON.stringify(changed[0]);
    const inner = expressions.map(
      (expression, index) => `\${${textOf(expression)}}${changed[index + 1] ?? ''}`,
    );
    return `\`${changed[0] ?? ''}${inner.join('')}\``;
  };
  const choices = edits.map(({ id, piece, from, to, replacement }) => {
    const whole = pieces[piece] ?? '';
    const changed = pieces.with(piece, whole.slice(0, from) + replacement + whole.slice(to));
    return `${isActiveName}("${id}") ? ${written(changed, (node) => node.getText())} : `;
  });
  const ids = edits.map(({ id }) => `"${id}"`).join(', ');
  return `(${reachedName}(${ids}), ${choices.join('')}${written(pieces, rewrite)})`;
}
