import path from 'node:path';
import swc from '@swc/jest';

type Transformer = ReturnType<typeof swc.createTransformer>;
type Process = NonNullable<Transformer['process']>;
type ProcessAsync = NonNullable<Transformer['processAsync']>;
type CacheKey = NonNullable<Transformer['getCacheKey']>;

/** The imports that a file begins with, and the comments among them. */
const imports = /^(?:(?:import\b[^;]*;|\/\/.*|\/\*[^]*?\*\/)?[ \t]*\n)*/;

const isSpec = (file: string): boolean => file.endsWith('.spec.ts');

/** True for a spec that awaits before it defines its tests: it cannot share a file with others. */
export const standsAlone = (source: string): boolean => /^await /m.test(source);

/**
 * Puts a spec's tests and hooks into a `describe` with this name, so that several specs can share a file.
 * Lines keep their numbers. A spec that stands alone stays as it is.
 */
export function inDescribe(source: string, name: string): string {
  if (standsAlone(source)) return source;
  const { length } = imports.exec(source)?.[0] ?? '';
  return `${source.slice(0, length)}describe(${JSON.stringify(name)}, () => { ${source.slice(length)}});\n`;
}

/** Compiles TypeScript for Jest as `@swc/jest` does; each spec is in a `describe` named by its path. */
export default {
  createTransformer(options: Parameters<typeof swc.createTransformer>[0]): Transformer {
    const { process, processAsync, getCacheKey, ...more } = swc.createTransformer(options);
    const grouped = <T extends Process | ProcessAsync | CacheKey>(run: T): T =>
      ((source, file, jest) =>
        run(
          isSpec(file) ? inDescribe(source, path.relative(jest.config.rootDir, file)) : source,
          file,
          jest,
        )) as T;
    return {
      ...more,
      process: grouped(process!),
      processAsync: grouped(processAsync!),
      getCacheKey: grouped(getCacheKey!),
    };
  },
};
