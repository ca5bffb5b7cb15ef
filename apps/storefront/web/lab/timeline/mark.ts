import { type Sighting } from './sighting.ts';
import { timelineWords as words } from './words.ts';

/** The glyph where a message starts. Its end has a cross if it never arrived. */
export type Glyph = 'request' | 'response' | 'repeated' | 'struck';

export function glyphOf({ struck, attempt, direction }: Sighting): Glyph {
  if (struck !== null) return 'struck';
  return attempt > 1 ? 'repeated' : direction;
}

/** `struck: connection reset, never arrived`, `attempt 2`, `request` */
export function markText(sighting: Sighting): string {
  const { struck, attempt, unansweredAt, direction } = sighting;
  const parts = [
    attempt > 1 ? words.attempt(attempt) : undefined,
    struck === null ? undefined : (struck.isLost ? words.struckAndLost : words.struckAs)(struck.words),
    unansweredAt === null ? undefined : words.noResponse,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? words.marks[direction] : parts.join(', ');
}
