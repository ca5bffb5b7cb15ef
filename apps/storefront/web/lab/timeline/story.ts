import { type Move } from './moves.ts';
import { isLost, requestLabel, type Sighting } from './sighting.ts';

export type Step = 'saved' | 'outbox' | 'queued' | 'taken';

export type StoryRow =
  | {
      readonly kind: 'message';
      readonly sighting: Sighting;
      readonly afterMs: number;
      /** Since the end of the attempt before; null if it is the first. */
      readonly waitedMs: number | null;
    }
  /** A message to a store whose lane is folded. */
  | { readonly kind: 'step'; readonly sighting: Sighting; readonly step: Step; readonly afterMs: number }
  | { readonly kind: 'move'; readonly move: Move; readonly afterMs: number }
  /** Nothing passed for this long. `repeatedBy`: the lane that then tried again. */
  | {
      readonly kind: 'wait';
      readonly ms: number;
      readonly afterMs: number;
      readonly repeatedBy: string | null;
    };

/** Shorter pauses are work. */
const waitFromMs = 250;
/** Moves this long after the last message still belong to the story. */
const aftermathMs = 2_000;

/** Before the content of an email; only worth a row if something happened to it. */
const mailCommands = /^(\d{3} )?(MAIL|RCPT|DATA)$/;

/** The messages of one order, oldest first, as a story from top to bottom. */
export function storyOf(
  messages: readonly Sighting[],
  moves: readonly Move[],
  withStores: boolean,
): readonly StoryRow[] {
  const start = messages[0]?.at;
  if (start === undefined) return [];
  const end = (messages.at(-1)?.at ?? start) + aftermathMs;
  const seen = new Set<string>();
  const rows = messages.flatMap((sighting): StoryRow[] => {
    const afterMs = sighting.at - start;
    if (!sighting.isStore || withStores)
      return isTold(sighting, withStores)
        ? [{ kind: 'message', sighting, afterMs, waitedMs: waitedBefore(sighting, messages) }]
        : [];
    const step = stepOf(sighting, seen);
    return step === undefined ? [] : [{ kind: 'step', sighting, step, afterMs }];
  });
  const ofMoves = moves
    .filter(({ at }) => at >= start && at <= end)
    .map((move): StoryRow => ({ kind: 'move', move, afterMs: move.at - start }));
  return withWaits([...rows, ...ofMoves].sort((one, other) => one.afterMs - other.afterMs));
}

const isTold = (sighting: Sighting, withStores: boolean): boolean =>
  withStores ||
  !mailCommands.test(sighting.label) ||
  sighting.struck !== null ||
  sighting.unansweredAt !== null;

function waitedBefore(sighting: Sighting, messages: readonly Sighting[]): number | null {
  if (sighting.attempt === 1) return null;
  const before = messages.findLast(
    (each) =>
      each.direction === 'request' &&
      each.number < sighting.number &&
      each.route === sighting.route &&
      each.label === sighting.label &&
      each.key === sighting.key,
  );
  if (before === undefined) return null;
  const response = messages.find(
    (each) => each.direction === 'response' && each.exchange === before.exchange && each.exchange !== null,
  );
  const end = response?.at ?? before.unansweredAt ?? before.at;
  return Math.max(0, sighting.at - Math.min(end, sighting.at));
}

function withWaits(rows: readonly StoryRow[]): readonly StoryRow[] {
  return rows.flatMap((row, index) => {
    const before = rows[index - 1];
    if (before === undefined) return [row];
    const ms = row.afterMs - before.afterMs;
    if (ms < waitFromMs) return [row];
    const isRepeated = row.kind === 'message' && row.waitedMs !== null;
    return [
      { kind: 'wait', ms, afterMs: before.afterMs, repeatedBy: isRepeated ? row.sighting.from : null },
      row,
    ];
  });
}

const takes = /move_to_active|move_to_completed|moveToActive|moveToFinished/;
const puts = /add_jobs|addStandardJob|addDelayedJob|addPrioritizedJob/;

/** The story leaves out reads, polls and second writes of the same kind. */
function stepOf({ direction, label, from, to, number }: Sighting, seen: Set<string>): Step | undefined {
  const once = (step: Step, lane: string, suffix: string): Step | undefined => {
    const name = `${step} ${lane} ${suffix}`;
    if (seen.has(name)) return undefined;
    seen.add(name);
    return step;
  };
  if (direction === 'response') return takes.test(label) ? once('taken', to, `${number}`) : undefined;
  if (takes.test(label)) return undefined;
  if (puts.test(label)) return once('queued', from, `${number}`);
  if (/\binsert outbox\b/.test(label)) return once('outbox', from, label);
  if (/\b(insert|update) (?!inbox|meta|job)/.test(label)) return once('saved', from, '');
  return undefined;
}

export interface Lead {
  /** The request that was repeated most. */
  readonly repeated: {
    readonly label: string;
    readonly attempts: number;
    readonly isSameKey: boolean;
  } | null;
  readonly lost: number;
}

/** The story in short. */
export function leadOf(messages: readonly Sighting[]): Lead {
  const [most] = messages
    .filter(({ attempt, isStore }) => attempt > 1 && !isStore)
    .sort((one, other) => other.attempt - one.attempt);
  return {
    repeated:
      most === undefined
        ? null
        : { label: requestLabel(most), attempts: most.attempt, isSameKey: most.key !== null },
    lost: messages.filter(isLost).length,
  };
}
