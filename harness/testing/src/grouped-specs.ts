import path from 'node:path';
import swc from '@swc/jest';
import { inDescribe } from './spec-in-describe.ts';

type Transformer = ReturnType<typeof swc.createTransformer>;
type Process = NonNullable<Transformer['process']>;
type ProcessAsync = NonNullable<Transformer['processAsync']>;
type CacheKey = NonNullable<Transformer['getCacheKey']>;

const isSpec = (file: string): boolean => file.endsWith('.spec.ts');

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
