import ts from 'typescript';

/** Stands for a value that is only known when the product runs. */
const hole = '§';

/** Members whose text a customer reads even if it is not a sentence. */
const shown = new Set(['title', 'detail', 'subject']);
const isSentence = (text: string): boolean => /^[A-Z`"§].* .*[.!?,](?: ?§)?$/s.test(text);

/** Texts of calls and errors that only developers and operators read. */
const unread = /\b(?:describe|meta|debug|info|log|warn|error|fatal)$/;
/** Members that describe a metric, a route or a dependency. */
const describing = /^(?:help|description|summary|usersSee|open|halfOpen)$/;

function isUnread(node: ts.Node): boolean {
  if (ts.isDecorator(node) || ts.isImportDeclaration(node)) return true;
  if (ts.isNewExpression(node)) return /Error$/.test(node.expression.getText());
  if (ts.isPropertyAssignment(node)) return describing.test(node.name.getText());
  return ts.isCallExpression(node) && unread.test(node.expression.getText());
}

/** The text of a literal, a template or a sum of them; undefined for other expressions. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => hole + literal.text).join('');
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined && right === undefined ? undefined : (left ?? hole) + (right ?? hole);
}

/** The expressions inside a text, which may hold texts of their own. */
function insideOf(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  if (!ts.isBinaryExpression(node)) return [];
  return [node.left, node.right].flatMap((side) => (textOf(side) === undefined ? [side] : insideOf(side)));
}

const nameOf = ({ parent }: ts.Node): string =>
  ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent) ? parent.name.getText() : '';

/** The texts in a source file that a customer may read. */
export function textsInSource(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isUnread(node)) return;
    const text = textOf(node);
    if (text === undefined) return ts.forEachChild(node, visit);
    if (isSentence(text) || shown.has(nameOf(node))) found.push(text);
    insideOf(node).forEach(visit);
  };
  visit(ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}
