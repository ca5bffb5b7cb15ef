export interface InvariantResult {
  /** As in its invariant. */
  readonly number: number;
  readonly says: string;
  readonly holds: boolean;
  /** It judges the suite itself: a violation voids the scenario instead of breaking it. Default false. */
  readonly isOfSuite?: boolean;
  /** One sentence per contradiction, with IDs. */
  readonly counterexamples: readonly string[];
}
