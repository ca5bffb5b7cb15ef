/** Milliseconds. */
const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 120_000, 300_000,
];
const ticksMost = 9;

export interface TimeAxis {
  /** The x coordinate of a moment, clamped to the plot. */
  x(at: number): number;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
}

/** A linear axis for all lanes, from the start of the scenario. */
export function timeAxis(from: number, until: number, left: number, right: number): TimeAxis {
  const length = Math.max(1, until - from);
  const x = (at: number) => left + (Math.min(Math.max(at - from, 0), length) / length) * (right - left);
  const step = steps.find((each) => length / each <= ticksMost) ?? length;
  const inSeconds = step >= 1_000 || length >= 10_000;
  const ticks = Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => ({
    x: x(from + index * step),
    label: inSeconds ? `${Number(((index * step) / 1_000).toFixed(1))} s` : `${index * step} ms`,
  }));
  return { x, ticks };
}
