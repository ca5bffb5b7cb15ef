import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '..');
const exclude = (name: string): boolean => name === 'node_modules' || name === 'dist';

/** Names that a file declares and exports itself; what it passes on from another file is that file's. */
function exportedNames(source: string): readonly string[] {
  const { statements } = ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, false);
  const isExported = (node: ts.Statement): boolean =>
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  const names = statements.filter(isExported).flatMap((node) => {
    if (ts.isVariableStatement(node))
      return node.declarationList.declarations.map(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
    return 'name' in node && node.name !== undefined ? [[(node.name as ts.Identifier).text]] : [];
  });
  return [...new Set(names.flat())];
}

/**
 * Wire shapes that the client declares itself: it runs in browsers and imports no other lib. Its
 * contract.unit.spec.ts compares them.
 */
const wireShapes: ReadonlySet<string> = new Set(['Money', 'OrderLine', 'OrderStatus', 'Problem']);

const places = new Map<string, string[]>();
for (const file of globSync('libs/*/src/**/*.ts', { cwd: root, exclude }))
  if (!/\.(spec|fixture)\.ts$/.test(file))
    for (const name of exportedNames(readFileSync(path.join(root, file), 'utf8')))
      if (!(file.startsWith('libs/checkout-client/') && wireShapes.has(name)))
        places.set(name, [...(places.get(name) ?? []), file]);

describe('a name that a lib exports', () => {
  it('is found', () => {
    expect(
      exportedNames('export const a = 1;\nexport type B = 2;\nclass C {}\nexport * from "./d.ts";'),
    ).toEqual(['a', 'B']);
    expect(places.size).toBeGreaterThan(500);
  });

  it('is declared in one file', () => {
    expect(Object.fromEntries([...places].filter(([, files]) => files.length > 1))).toEqual({});
  });
});
