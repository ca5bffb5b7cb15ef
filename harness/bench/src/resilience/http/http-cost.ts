export interface HttpCost {
  readonly label: string;
  /** One for each round. */
  readonly cpuMicros: readonly number[];
}
