import { type Message } from '@holdfast/fault-proxy';
import { type Point, roleOf } from '../../enumeration/crash-points.ts';
import { type Operation } from '../../scenario/readiness-box.ts';

type Place = Pick<Point, 'route' | 'direction' | 'label'>;

const placeOf = ({ route, direction, label }: Place): string => JSON.stringify([route, direction, label]);

function countsOf(places: readonly Place[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const place of places) counts.set(placeOf(place), (counts.get(placeOf(place)) ?? 0) + 1);
  return counts;
}

/**
 * The messages that appear only after something was struck: none of the unbroken runs has them, or not so many. Their ordinals count from the
 * strike on.
 */
export function newMessages(
  operation: Operation,
  golden: readonly Place[],
  before: readonly Message[],
  after: readonly Message[],
): Point[] {
  const usual = countsOf(golden);
  const seen = countsOf(before.filter(({ isBackground }) => !isBackground));
  const since = new Map<string, number>();
  return after
    .filter(({ isBackground }) => !isBackground)
    .flatMap((message) => {
      const place = placeOf(message);
      const ordinal = (since.get(place) ?? 0) + 1;
      since.set(place, ordinal);
      if ((seen.get(place) ?? 0) + ordinal <= (usual.get(place) ?? 0)) return [];
      const { route, direction, label } = message;
      const [sender, receiver] = [roleOf(message.sender), roleOf(message.receiver)];
      return [{ operation, route, direction, label, ordinal, sender, receiver }];
    });
}
