import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSeededBug, type SeededBug } from './seeded-bug.ts';

/** The same as seen from src/ and from dist/. */
const folder = path.resolve(import.meta.dirname, '../../bugs');

/** All of them, in the order of their numbers. @throws UnclearPatch */
export function seededBugs(): readonly SeededBug[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .sort()
    .map((file) =>
      readSeededBug(path.basename(file, '.patch'), readFileSync(path.join(folder, file), 'utf8')),
    );
}
