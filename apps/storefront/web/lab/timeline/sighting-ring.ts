import { type Sighting } from './sighting.ts';

/** The newest sightings in the order of their numbers and times. The oldest give way. */
export class SightingRing {
  private readonly slots: Sighting[] = [];
  private added = 0;

  constructor(private readonly capacity: number) {}

  add(sighting: Sighting): void {
    this.slots[this.added % this.capacity] = sighting;
    this.added += 1;
  }

  clear(): void {
    this.slots.length = 0;
    this.added = 0;
  }

  get size(): number {
    return Math.min(this.added, this.capacity);
  }

  /** The i-th oldest. */
  at(index: number): Sighting | undefined {
    if (index < 0 || index >= this.size) return undefined;
    return this.slots[(this.added - this.size + index) % this.capacity];
  }

  find(number: number): Sighting | undefined {
    const found = this.at(this.firstWith((sighting) => sighting.number >= number));
    return found?.number === number ? found : undefined;
  }

  all(): readonly Sighting[] {
    return this.between(-Infinity, Infinity);
  }

  /** From this time up to, not including, the other. */
  between(from: number, to: number): readonly Sighting[] {
    const found: Sighting[] = [];
    for (let index = this.firstWith(({ at }) => at >= from); index < this.size; index += 1) {
      const sighting = this.at(index);
      if (sighting === undefined || sighting.at >= to) break;
      found.push(sighting);
    }
    return found;
  }

  countBetween(from: number, to: number): number {
    return this.firstWith(({ at }) => at >= to) - this.firstWith(({ at }) => at >= from);
  }

  /** For a condition that holds from some sighting on. */
  private firstWith(isReached: (sighting: Sighting) => boolean): number {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      const sighting = this.at(middle);
      if (sighting !== undefined && isReached(sighting)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
