/** One small change of one place in the code. */
export interface Mutant {
  /** Its number in this build; the switch activates it by this. */
  readonly id: string;
  readonly file: string;
  /** Of its first character, from 1. */
  readonly line: number;
  readonly column: number;
  /** The mutator: `ConditionalExpression`, `SqlLock`. */
  readonly kind: string;
  readonly original: string;
  readonly replacement: string;
}

export const placeOf = ({ file, line, column }: Mutant): string => `${file}:${line}:${column}`;

/** The numbers of all mutants of its file. */
export const ofSameFile = ({ file }: Mutant, all: readonly Mutant[]): readonly string[] =>
  all.filter((other) => other.file === file).map(({ id }) => id);

/** The same in each build of the same file. */
export const identityOf = (mutant: Mutant): string =>
  JSON.stringify([placeOf(mutant), mutant.kind, mutant.original, mutant.replacement]);
