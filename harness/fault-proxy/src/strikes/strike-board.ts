import { type ArmedStrike, type Message, type Release, type Strike } from '@holdfast/lab-api';
import { now } from '../edges/clock.ts';
import { means } from '../edges/route.ts';

/** Releases a held message. */
export type OnRelease = (how: Release) => void;

interface Entry {
  armed: ArmedStrike;
  readonly armedAt: number;
  seen: number;
  onRelease: OnRelease | undefined;
}

/** A strike that cannot be released or found; the message says why. */
export class NoSuchStrike extends Error {}
export class NotHeld extends Error {}

/** The armed strikes, and the results of those that have hit. */
export class StrikeBoard {
  private readonly entries = new Map<string, Entry>();
  private count = 0;
  /** Strikes that are waiting for their message. */
  private waiting: Entry[] = [];

  arm(strike: Strike): ArmedStrike {
    const strikeId = `strike-${(this.count += 1)}`;
    const entry: Entry = {
      armed: { ...strike, strikeId, state: 'armed', message: null },
      armedAt: now(),
      seen: 0,
      onRelease: undefined,
    };
    this.entries.set(strikeId, entry);
    this.waiting.push(entry);
    return entry.armed;
  }

  get isIdle(): boolean {
    return this.waiting.length === 0;
  }

  all(): ArmedStrike[] {
    return [...this.entries.values()].map(({ armed }) => armed);
  }

  get(strikeId: string): ArmedStrike {
    return this.entry(strikeId).armed;
  }

  /** In milliseconds since the epoch. */
  armedAt(strikeId: string): number {
    return this.entry(strikeId).armedAt;
  }

  /**
   * Counts the message for every matching strike; returns the one that it triggers. `holds` tests for bytes
   * in the message.
   */
  hit(message: Message, answers: string, holds: (wanted: string) => boolean): ArmedStrike | undefined {
    let hit: Entry | undefined;
    for (const entry of this.waiting) {
      if (!matches(entry.armed, message, answers, holds)) continue;
      entry.seen += 1;
      if (entry.seen >= (entry.armed.ordinal ?? 1)) hit ??= entry;
    }
    if (hit === undefined) return undefined;
    this.waiting = this.waiting.filter((entry) => entry !== hit);
    const state = hit.armed.action.kind === 'hold' ? 'held' : 'struck';
    hit.armed = { ...hit.armed, state, message };
    return hit.armed;
  }

  holds(strikeId: string, onRelease: OnRelease): void {
    this.entry(strikeId).onRelease = onRelease;
  }

  /** Throws `NotHeld` if it holds nothing. */
  release(strikeId: string, how: Release): ArmedStrike {
    const entry = this.entry(strikeId);
    const { onRelease } = entry;
    if (onRelease === undefined) {
      const why = entry.armed.state === 'armed' ? 'has not hit a message yet' : 'no longer holds a message';
      throw new NotHeld(`${strikeId} ${why}.`);
    }
    entry.onRelease = undefined;
    entry.armed = { ...entry.armed, state: 'struck' };
    onRelease(how);
    return entry.armed;
  }

  get heldIds(): string[] {
    return [...this.entries].filter(([, { onRelease }]) => onRelease !== undefined).map(([id]) => id);
  }

  remove(strikeId: string): ArmedStrike {
    const entry = this.entry(strikeId);
    this.entries.delete(strikeId);
    this.waiting = this.waiting.filter((each) => each !== entry);
    return entry.armed;
  }

  private entry(strikeId: string): Entry {
    const entry = this.entries.get(strikeId);
    if (entry === undefined) throw new NoSuchStrike(`There is no strike "${strikeId}".`);
    return entry;
  }
}

function matches(
  strike: Strike,
  message: Message,
  answers: string,
  holds: (wanted: string) => boolean,
): boolean {
  if (strike.direction !== message.direction || !means(strike.edge, message.edge)) return false;
  if (strike.label === undefined) {
    if (message.isBackground) return false;
  } else if (strike.label !== message.label && strike.label !== answers) return false;
  return strike.contains === undefined || holds(strike.contains);
}
