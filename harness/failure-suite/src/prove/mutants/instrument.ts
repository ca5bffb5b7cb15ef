import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isNoise, noise } from './noise.ts';
import { type Mutant } from './mutant.ts';
import { type MutantSwitch } from './mutant-switch.ts';

/**
 * Puts all mutants of these files into a copy of the tree, in its sources and in its build, each behind the
 * switch. Returns those worth drawing. The sources are compiled without types: a mutant may not type-check.
 */
export async function instrument(
  folder: string,
  files: readonly string[],
  mutantSwitch: MutantSwitch,
): Promise<readonly Mutant[]> {
  // Imported only here: together, these take a second to load, and images have none of them.
  const { Instrumenter } = (await import(stryker)) as StrykerModule;
  const { switchSql } = await import('./sql-switch.ts');
  const sources = files.map((name) => ({
    name,
    mutate: true,
    content: readFileSync(path.join(folder, name), 'utf8'),
  }));
  const instrumenter = new Instrumenter(silent);
  const result = await instrumenter.instrument(sources, {
    plugins: null,
    excludedMutations: [],
    ignorers: [noise],
    noHeader: true,
  });
  let last = 0;
  const nextId = (): string => `sql-${(last += 1)}`;
  const textOf = new Map(sources.map(({ name, content }) => [name, content]));
  const ofSql: Mutant[] = [];
  for (const { name, content } of result.files) {
    const { code, mutants } = switchSql(name, textOf.get(name) ?? '', content, nextId);
    ofSql.push(...mutants);
    await write(folder, name, `${mutantSwitch.header}${code}`);
  }
  const ofCode = result.mutants
    .filter(({ status }) => status !== 'Ignored')
    .map(({ id, fileName, mutatorName, location, replacement }): Mutant => {
      const { start, end } = location;
      const original = between(textOf.get(fileName) ?? '', start, end);
      const place = { line: start.line + 1, column: start.column + 1 };
      return { id, file: fileName, ...place, kind: mutatorName, original, replacement };
    });
  return [...ofCode.filter(({ kind, original }) => !isNoise(kind, original)), ...ofSql];
}

/** The used part of Stryker's API. Its own types would need those of Babel 8. */
interface StrykerModule {
  readonly Instrumenter: new (logger: typeof silent) => {
    instrument(
      files: readonly { readonly name: string; readonly mutate: boolean; readonly content: string }[],
      options: {
        readonly plugins: null;
        readonly excludedMutations: readonly string[];
        readonly ignorers: readonly (typeof noise)[];
        readonly noHeader: boolean;
      },
    ): Promise<{
      readonly files: readonly { readonly name: string; readonly content: string }[];
      readonly mutants: readonly {
        readonly id: string;
        readonly fileName: string;
        readonly mutatorName: string;
        readonly replacement: string;
        readonly status?: string;
        readonly location: { readonly start: Position; readonly end: Position };
      }[];
    }>;
  };
}

const stryker: string = '@stryker-mutator/instrumenter';

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Positions count from 0. */
function between(text: string, start: Position, end: Position): string {
  const lines = text.split('\n').slice(start.line, end.line + 1);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column : 0, index === last ? end.column : undefined))
    .join('\n');
}

const silent = {
  isDebugEnabled: () => false,
  debug: () => undefined,
  info: () => undefined,
  warn: (message: string) => {
    throw new Error(message);
  },
};

/** As jest.config.mjs compiles for specs. */
const swcOptions = {
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
  swcrc: false,
  configFile: false,
} as const;

async function write(folder: string, file: string, code: string): Promise<void> {
  const { transform } = await import('@swc/core');
  writeFileSync(path.join(folder, file), code);
  const built = path.join(folder, file.replace('/src/', '/dist/').replace(/\.ts$/, '.js'));
  const { code: script } = await transform(code, { ...swcOptions, filename: file });
  mkdirSync(path.dirname(built), { recursive: true });
  writeFileSync(
    built,
    script.replaceAll(/((?:from|import)\s*\(?\s*)(['"])(\.{1,2}\/[^'"\n]+)\.ts\2/g, '$1$2$3.js$2'),
  );
}
