import { type Message } from '@holdfast/lab-api';
import { type TimelineFeed } from './feed.ts';
import { messagesOf } from './following.ts';
import { Attempts } from './attempts.ts';
import { type Sighting, sightingOf } from './sighting.ts';

const mostMessages = 2_000;

/** The messages of the order that is followed. They outlive the record's bounds while it is followed. */
export class FollowedOrder {
  private orderId: string | null = null;
  private known: readonly Sighting[] = [];
  private version = -1;
  private seen = '';
  private readonly requested = new Set<number>();

  constructor(private readonly feed: Pick<TimelineFeed, 'record'>) {}

  /** The same list as before while nothing is new, so that views do not render again. */
  messages(orderId: string | null, version: number): readonly Sighting[] {
    if (orderId !== this.orderId) this.reset(orderId);
    if (orderId === null || version === this.version) return this.known;
    this.version = version;
    const found = messagesOf(orderId, this.all()).slice(0, mostMessages);
    const seen = found.map(fateOf).join();
    if (seen !== this.seen) this.known = found;
    this.seen = seen;
    return this.known;
  }

  readonly follows = (orderId: string): boolean => orderId === this.orderId;

  /** Those of its messages that are not known. Returns each once: a forgotten one stays forgotten. */
  missing(orderId: string, numbers: readonly number[]): readonly number[] {
    if (orderId !== this.orderId) return [];
    const known = new Set(this.known.map(({ number }) => number));
    const missing = numbers.filter((number) => !known.has(number) && !this.requested.has(number));
    for (const number of missing) this.requested.add(number);
    return missing;
  }

  /** Adds messages from before this page listened. */
  addEarlier(orderId: string, messages: readonly Message[]): void {
    if (orderId !== this.orderId) return;
    const attempts = new Attempts();
    const earlier = [...messages]
      .sort((one, other) => one.number - other.number)
      .map((message) => sightingOf(message, attempts.count(message)));
    this.known = sorted([...earlier, ...this.known]);
    this.version = -1;
  }

  private all(): readonly Sighting[] {
    const { record } = this.feed;
    const forgotten = this.known.filter(({ number }) => record.find(number) === undefined);
    return forgotten.length === 0 ? record.all() : sorted([...forgotten, ...record.all()]);
  }

  private reset(orderId: string | null): void {
    this.orderId = orderId;
    this.known = [];
    this.seen = '';
    this.requested.clear();
    this.version = -1;
  }
}

const sorted = (sightings: readonly Sighting[]): readonly Sighting[] =>
  [...sightings].sort((one, other) => one.number - other.number);

const fateOf = ({ number, struck, unansweredAt }: Sighting): string =>
  `${number}${struck?.words ?? ''}${unansweredAt ?? ''}`;
