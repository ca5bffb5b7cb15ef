/**
 * Deterministic random numbers: sfc32, the 32-bit "small fast counter" of Chris Doty-Humphrey's PractRand
 * (public domain). Like its author, it discards the first 12 numbers after seeding.
 */
export class SeededRandom {
  private readonly state: Uint32Array;

  constructor(...seeds: readonly [number, number?, number?]) {
    this.state = Uint32Array.of(seeds[0], seeds[1] ?? 0, seeds[2] ?? 0, 1);
    for (let thrown = 0; thrown < 12; thrown += 1) this.next();
  }

  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.state;
    const drawn = (a + b + counter) >>> 0;
    this.state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + drawn, counter + 1]);
    return drawn / 2 ** 32;
  }

  /** An integer from `low` to `high`, inclusive. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  isLucky(chance: number): boolean {
    return this.next() < chance;
  }

  pick<T>(all: readonly T[]): T {
    const picked = all[this.between(0, all.length - 1)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  /** Keeps each element with this probability. */
  some<T>(all: readonly T[], chance: number): T[] {
    return all.filter(() => this.isLucky(chance));
  }
}
