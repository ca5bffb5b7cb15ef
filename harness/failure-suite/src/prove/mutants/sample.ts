import { SeededRandom } from '@holdfast/witness';

/**
 * Shuffles by seed and takes the first `count` that are accepted. A larger sample with the same seed begins
 * with the smaller one, so a run can be extended.
 */
export function sample<T>(
  all: readonly T[],
  seed: number,
  count: number,
  accepts: (each: T) => boolean = () => true,
): readonly T[] {
  const random = new SeededRandom(seed);
  const shuffled = [...all];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = random.between(0, last);
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  const taken: T[] = [];
  for (const each of shuffled) {
    if (taken.length === count) break;
    if (accepts(each)) taken.push(each);
  }
  return taken;
}
