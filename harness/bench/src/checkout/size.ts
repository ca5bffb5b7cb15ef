/** How much is measured of each shop. */
export interface Size {
  /** Odd, so that the median is a measured value. */
  readonly rounds: number;
  /** Orders of a turn at full speed. */
  readonly orders: number;
  /** Orders before the first turn, not measured. */
  readonly warmUp: number;
  /** Time of a turn at half of the capacity. */
  readonly pacedSeconds: number;
  readonly faults: { readonly seconds: number; readonly ordersPerSecond: number };
}

/** About five minutes. */
export const thorough: Size = {
  rounds: 5,
  orders: 600,
  warmUp: 600,
  pacedSeconds: 5,
  faults: { seconds: 30, ordersPerSecond: 8 },
};

/** About 40 seconds on a quiet machine. */
export const quick: Size = {
  rounds: 1,
  orders: 120,
  warmUp: 60,
  pacedSeconds: 2,
  faults: { seconds: 7, ordersPerSecond: 8 },
};

/** Shows that everything works, but measures next to nothing. */
export const short: Size = {
  rounds: 1,
  orders: 12,
  warmUp: 4,
  pacedSeconds: 0.4,
  faults: { seconds: 4, ordersPerSecond: 6 },
};
