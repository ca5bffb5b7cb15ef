import { type EventLog, now } from '@holdfast/fault-proxy';
import { type LabEvent, type WireBatch } from '@holdfast/lab-api';

const batchMs = 100;
/** Ten times this many messages a second are more than a page can draw. */
const mostPerBatch = 60;
/** A page's timeline shows one minute, and at most 600 arrows. */
const historyMs = 60_000;
const mostOfHistory = 600;

const isToStore = (edge: string): boolean => /->(postgres|redis)$/.test(edge);

/** A connection that closes ends the wait of its open request. */
export function isWanted(event: LabEvent): boolean {
  if (event.type === 'message') return !event.message.isBackground;
  return event.type !== 'connection' || (event.state === 'closed' && !isToStore(event.edge));
}

/** These go first if there is not room for all: pages fold the lanes of stores. */
const isMinor = (event: LabEvent): boolean =>
  event.type === 'message'
    ? event.message.protocol === 'postgres' || event.message.protocol === 'redis'
    : event.type === 'connection';

/** The most telling of these events, in their order. */
export function batchOf(events: readonly LabEvent[], most = mostPerBatch): WireBatch {
  const omitted = Math.max(0, events.length - most);
  if (omitted === 0) return { events, omitted };
  const ranked = [...events.keys()].sort(
    (one, other) => Number(isMinor(events[one] as LabEvent)) - Number(isMinor(events[other] as LabEvent)),
  );
  const kept = new Set(ranked.slice(0, most));
  return { events: events.filter((_, index) => kept.has(index)), omitted };
}

const numberOf = (event: LabEvent): number => (event.type === 'message' ? event.message.number : 0);

/** The lab's events, in batches. */
export class WireFeed {
  /** The number of the last message that was handed out. */
  lastNumber = 0;
  private waiting: LabEvent[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly log: EventLog,
    private readonly send: (batch: WireBatch) => void,
  ) {
    this.unsubscribe = log.listen((event) => {
      if (!isWanted(event)) return;
      this.waiting.push(event);
      this.timer ??= setTimeout(() => this.flush(), batchMs);
    });
  }

  stop(): void {
    clearTimeout(this.timer);
    this.unsubscribe();
  }

  /** Hands out what waits for the end of its 100 ms. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    const batch = batchOf(this.waiting);
    this.lastNumber = this.waiting.reduce((last, event) => Math.max(last, numberOf(event)), this.lastNumber);
    this.waiting = [];
    this.send(batch);
  }

  /** The last minute since that message, for a page that was not there. Includes all that was handed out. */
  history(sinceNumber: number): WireBatch {
    const from = now() - historyMs;
    const events = this.log
      .since(sinceNumber)
      .filter((event) => isWanted(event) && (event.type === 'message' ? event.message.at : event.at) >= from);
    this.lastNumber = events.reduce((last, event) => Math.max(last, numberOf(event)), this.lastNumber);
    return batchOf(events, mostOfHistory);
  }
}
