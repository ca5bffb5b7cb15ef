import { type Verdict } from '../verdict/judge.ts';

/** A customer either retries with the same key or never does. */
export type CustomerHabit = 'retries' | 'never retries';

/** In every other strike, the customer retries; each fault meets both habits. */
export const habitOf = (strike: number): CustomerHabit =>
  (strike + Math.floor(strike / 4)) % 2 === 0 ? 'retries' : 'never retries';

/** The points of one operation, counted. */
export interface Enumerated<Operation extends string = string> {
  readonly operation: Operation;
  readonly points: number;
  readonly strikes: number;
  readonly struck: number;
  /** Strikes that hit nothing, each with its reason. */
  readonly missed: readonly string[];
}

interface Ended {
  readonly name: string;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/** Counts the strikes of an operation, and lists those that missed or did not run. */
export function enumeratedOf<Operation extends string>(
  operation: Operation,
  points: number,
  strikes: readonly { readonly name: string }[],
  results: readonly Ended[],
): Enumerated<Operation> {
  const ended = new Map(results.map((result) => [result.name, result]));
  const missed = strikes.flatMap(({ name }) => {
    const result = ended.get(name);
    if (result === undefined) return [`${name}: not run`];
    return result.verdict === 'void' ? [`${name}: ${result.reasons.join('; ')}`] : [];
  });
  return { operation, points, strikes: strikes.length, struck: strikes.length - missed.length, missed };
}
