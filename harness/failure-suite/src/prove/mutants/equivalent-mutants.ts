import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Mutant } from './mutant.ts';

/** A mutant that no check can find, because nothing that anyone can observe changes. */
export interface EquivalentMutant {
  readonly file: string;
  /** A part of its line, because a file may have the same change elsewhere. */
  readonly line: string;
  readonly kind: string;
  readonly original: string;
  readonly replacement: string;
  readonly reason: string;
}

/** Valid from both src/ and dist/. */
const file = path.resolve(import.meta.dirname, '../../../equivalent-mutants.json');

export const equivalentMutants = (): readonly EquivalentMutant[] =>
  JSON.parse(readFileSync(file, 'utf8')) as readonly EquivalentMutant[];

/** The reason, if the mutant is listed. `lineOf` reads the source line of a mutant. */
export function reasonFor(
  mutant: Mutant,
  listed: readonly EquivalentMutant[],
  lineOf: (mutant: Mutant) => string,
): string | undefined {
  return listed.find(
    (each) =>
      each.file === mutant.file &&
      each.kind === mutant.kind &&
      each.original === mutant.original &&
      each.replacement === mutant.replacement &&
      lineOf(mutant).includes(each.line),
  )?.reason;
}
