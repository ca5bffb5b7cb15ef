import { roleOf } from '@holdfast/engine';
import { type Message } from '@holdfast/lab-api';
import { type Point } from '../../enumeration/shop-points.ts';
import { type Enumerable } from '../../scenario/readiness-box.ts';

type Place = Pick<Point, 'route' | 'direction' | 'label'>;

const placeOf = ({ route, direction, label }: Place): string => JSON.stringify([route, direction, label]);

/** The highest count of each message in any unbroken operation. */
function usualCounts(golden: readonly (Place & Pick<Point, 'ordinal'>)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const point of golden)
    counts.set(placeOf(point), Math.max(counts.get(placeOf(point)) ?? 0, point.ordinal));
  return counts;
}

/**
 * The messages of a recovery: no unbroken operation has them, or none has as many. `before` and `after` are
 * the messages since the strike was armed, before and after its hit; ordinals count from the hit.
 */
export function newMessages(
  operation: Enumerable,
  golden: readonly (Place & Pick<Point, 'ordinal'>)[],
  before: readonly Message[],
  after: readonly Message[],
): Point[] {
  const usual = usualCounts(golden);
  const total = new Map<string, number>();
  const count = (place: string): number => {
    total.set(place, (total.get(place) ?? 0) + 1);
    return total.get(place) ?? 0;
  };
  const isForeground = ({ isBackground }: Message): boolean => !isBackground;
  for (const message of before.filter(isForeground)) count(placeOf(message));
  const seen = new Map(total);
  return after.filter(isForeground).flatMap((message) => {
    const place = placeOf(message);
    const so = count(place);
    if (so <= (usual.get(place) ?? 0)) return [];
    const { route, direction, label } = message;
    const [sender, receiver] = [roleOf(message.sender), roleOf(message.receiver)];
    return [{ operation, route, direction, label, ordinal: so - (seen.get(place) ?? 0), sender, receiver }];
  });
}
