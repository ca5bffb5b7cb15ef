import ts from 'typescript';
import { UsageError } from '../command-line.ts';

export interface Additions {
  readonly imports: readonly string[];
  /** Entries by the name of their list: `controllers: [A]` or `const controllers = [A]`. */
  readonly entries: Readonly<Record<string, string>>;
}

/**
 * Adds imports after the last one, and entries at the end of lists or objects. A constant counts before a
 * property of the same name. Lines may be too long then.
 * @throws UsageError if there is not exactly one list of a name
 */
export function withAdditions(file: string, text: string, { imports, entries }: Additions): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const inserted = Object.entries(entries).map(([name, entry]) => {
    const [list, ...others] = listsOf(source, name);
    if (list === undefined || others.length > 0)
      throw new UsageError(`${file} has ${list ? 'several lists' : 'no list'} "${name}" to add ${entry} to.`);
    const needsComma = list.length > 0 && !list.hasTrailingComma;
    return { at: list.end, added: `${needsComma ? ',' : ''} ${entry}` };
  });
  const lastImport = source.statements.findLast((statement) => ts.isImportDeclaration(statement));
  inserted.push({ at: lastImport?.end ?? 0, added: imports.map((line) => `\n${line}`).join('') });
  return inserted
    .sort((a, b) => b.at - a.at)
    .reduce((result, { at, added }) => `${result.slice(0, at)}${added}${result.slice(at)}`, text);
}

type List = ts.NodeArray<ts.Node>;

function listsOf(source: ts.SourceFile, name: string): List[] {
  const constants: List[] = [];
  const properties: List[] = [];
  const visit = (node: ts.Node): void => {
    const isConstant = ts.isVariableDeclaration(node);
    if ((isConstant || ts.isPropertyAssignment(node)) && node.initializer && node.name.getText() === name) {
      const list = listIn(node.initializer);
      if (list !== undefined) (isConstant ? constants : properties).push(list);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return constants.length > 0 ? constants : properties;
}

/** Those of `[…]`, of `{…}`, of a function that returns `({…})`, and of `z.object({…}).refine(…)`. */
function listIn(value: ts.Expression): List | undefined {
  if (ts.isArrayLiteralExpression(value)) return value.elements;
  if (ts.isObjectLiteralExpression(value)) return value.properties;
  if (ts.isArrowFunction(value) && ts.isParenthesizedExpression(value.body))
    return listIn(value.body.expression);
  if (ts.isCallExpression(value) && ts.isPropertyAccessExpression(value.expression)) {
    const { name, expression } = value.expression;
    const [argument] = name.text === 'object' ? value.arguments : [expression];
    return argument === undefined ? undefined : listIn(argument);
  }
  return undefined;
}
