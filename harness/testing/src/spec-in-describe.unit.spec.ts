import { describe, expect, it } from '@jest/globals';
import { inDescribe, standsAlone } from './spec-in-describe.ts';

const imports = `import { it } from '@jest/globals';
// Real ones.
import {
  a,
  b,
} from './a.ts';
`;

describe('a spec in a group', () => {
  it('keeps its imports outside the describe that holds its hooks and tests', () => {
    expect(inDescribe(`${imports}\nbeforeAll(a);\nit('b', b);\n`, 'libs/a.spec.ts')).toBe(
      `${imports}\ndescribe("libs/a.spec.ts", () => { beforeAll(a);\nit('b', b);\n});\n`,
    );
  });

  it('keeps the numbers of its lines', () => {
    const source = `${imports}\nconst text = \`\nimport { c } from './c.ts';\n\`;\nit(text, b);\n`;
    const lineOf = (text: string): number => text.split('\n').findIndex((line) => line.includes('it(text'));
    expect(lineOf(inDescribe(source, 'a'))).toBe(lineOf(source));
  });

  it.each([
    `await import('./other.spec.ts');`,
    'const facts = await factsOf(root);',
    `const { workers } = (await import('./config.mjs')) as Config;`,
    'const [a, b] = [1, await two()];',
    'for await (const line of lines) all.push(line);',
  ])('stays as it is if it awaits before its tests: %s', (line) => {
    const source = `${imports}\n${line}\n`;
    expect(standsAlone(source)).toBe(true);
    expect(inDescribe(source, 'a')).toBe(source);
  });

  it('may await inside its tests', () => {
    expect(standsAlone(`it('a', async () => {\n  await a();\n});\n`)).toBe(false);
    expect(standsAlone(`const b = async (c: C) => ({ d: await c() });\n`)).toBe(false);
    expect(standsAlone(`async function e() {\n  const f = await g();\n}\n`)).toBe(false);
  });
});
