import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect } from '@jest/globals';

interface WithMutants {
  readonly mutants_9fa48?: { readonly reached: ReadonlySet<string>; readonly reachedFolder: string };
}

// For specs in a mutated copy only: records which mutants the spec file has reached.
afterAll(() => {
  const { mutants_9fa48: mutants } = globalThis as WithMutants;
  const spec = expect.getState().testPath;
  if (mutants === undefined || spec === undefined) return;
  mkdirSync(mutants.reachedFolder, { recursive: true });
  const file = path.join(mutants.reachedFolder, `${encodeURIComponent(spec).slice(-200)}.json`);
  writeFileSync(file, JSON.stringify({ spec, reached: [...mutants.reached] }));
});
