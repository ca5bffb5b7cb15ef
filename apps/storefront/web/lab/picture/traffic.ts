import { type Direction, type LabEvent } from '@holdfast/lab-api';
import { routeOf } from './system.ts';

/** A message that travels along a connection in the picture. */
export interface Dot {
  readonly direction: Direction;
  /** A fault or strike keeps it from arriving. */
  readonly isLost: boolean;
}

/** More dots would blur into one line: the rate is shown as a number instead. */
export const mostDotsPerSecond = 8;
const dotPauseMs = 1_000 / mostDotsPerSecond;
/** Rates are averages over this time. */
const windowMs = 2_000;

const losing: ReadonlySet<string> = new Set(['reset', 'close', 'black_hole', 'cut', 'status']);

/** The messages that are lost, by their number. */
function lostIn(events: readonly LabEvent[]): ReadonlySet<number> {
  const lost = new Set<number>();
  for (const event of events) {
    if (event.type === 'struck' && losing.has(event.strike.action.kind) && event.strike.message !== null)
      lost.add(event.strike.message.number);
    if (event.type === 'fault_struck' && losing.has(event.fault.kind) && event.message !== null)
      lost.add(event.message);
  }
  return lost;
}

/** Counts the messages of each route, and chooses the few that are drawn. */
export class Traffic {
  private readonly lastDotAt = new Map<string, number>();
  /** Sums of messages, by route, each with the time of its batch. */
  private counted: { readonly at: number; readonly byRoute: ReadonlyMap<string, number> }[] = [];

  /**
   * Takes one batch of the wire. `omitted` events of it were left out, and are assumed to be like the others.
   * Returns the messages to draw, at most eight a second for each route.
   */
  add(events: readonly LabEvent[], omitted: number, now: number): ReadonlyMap<string, Dot> {
    const factor = events.length === 0 ? 1 : (events.length + omitted) / events.length;
    const byRoute = new Map<string, number>();
    const dots = new Map<string, Dot>();
    const lost = lostIn(events);
    for (const event of events) {
      if (event.type !== 'message' || event.message.isBackground) continue;
      const { edge, number, direction } = event.message;
      const route = routeOf(edge);
      byRoute.set(route, (byRoute.get(route) ?? 0) + factor);
      const isLost = lost.has(number);
      // A lost message is the one to see.
      if (isLost || this.mayDraw(route, now)) dots.set(route, { direction, isLost });
    }
    this.counted.push({ at: now, byRoute });
    return dots;
  }

  private mayDraw(route: string, now: number): boolean {
    if (now - (this.lastDotAt.get(route) ?? -Infinity) < dotPauseMs) return false;
    this.lastDotAt.set(route, now);
    return true;
  }

  /** Messages a second in the last two seconds, by route. */
  rates(now: number): ReadonlyMap<string, number> {
    this.counted = this.counted.filter(({ at }) => now - at < windowMs);
    const sums = new Map<string, number>();
    for (const { byRoute } of this.counted)
      for (const [route, count] of byRoute) sums.set(route, (sums.get(route) ?? 0) + count);
    return new Map([...sums].map(([route, count]) => [route, (1_000 * count) / windowMs]));
  }
}
