import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSeededBug, type SeededBug } from './seeded-bug.ts';

/** Valid from both src/ and dist/. */
const folder = path.resolve(import.meta.dirname, '../../bugs');

/** All seeded bugs by number. @throws UnclearPatch */
export function seededBugs(): readonly SeededBug[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
    .map((file) =>
      readSeededBug(path.basename(file, '.patch'), readFileSync(path.join(folder, file), 'utf8')),
    );
}
