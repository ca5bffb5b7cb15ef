import { type LabValues } from '../stream/lab-sight.ts';
import { type LabStore } from '../stream/lab-store.ts';
import { type LabEvent, type Message } from '@holdfast/lab-api';
import { breakerMoves, type Move, processMoves } from './moves.ts';
import { TimelineRecord } from './record.ts';

export type Source = Pick<LabStore, 'wire' | 'subscribe' | 'subscribeWire' | 'current'>;

/** Gets the time from which on the record has changed. */
type Listener = (changedFrom: number) => void;

const mostMoves = 400;
const omittedOverMs = 5_000;

const isStoreProtocol = ({ protocol }: Pick<Message, 'protocol'>): boolean =>
  protocol === 'postgres' || protocol === 'redis';

/** Reads the stream into the record while a view listens. */
export class TimelineFeed {
  readonly record = new TimelineRecord();
  moves: readonly Move[] = [];
  private readonly listeners = new Set<Listener>();
  private stops: readonly (() => void)[] = [];
  private cursor = 0;
  private known: Partial<Pick<LabValues, 'breakers' | 'processes'>> = {};
  /** How much later than the lab's clock the browser's is, at most. */
  private skewMs = Infinity;
  private lastOmitted: number | undefined;
  private omitted: readonly { readonly at: number; readonly all: number; readonly talk: number }[] = [];

  constructor(private readonly source: Source) {}

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  };

  /** By the lab's clock. */
  now(): number {
    return Date.now() - (Number.isFinite(this.skewMs) ? this.skewMs : 0);
  }

  /** Messages that the lab left out lately. Messages to stores count only if their lanes are shown. */
  omittedPerSecond(withStores: boolean): number {
    const sum = this.omitted.reduce((total, { all, talk }) => total + (withStores ? all : talk), 0);
    return Math.round((sum * 1_000) / omittedOverMs);
  }

  /** The lab leaves out messages to stores first: where some are left, all others are there. */
  private countOmitted(now: number, events: readonly LabEvent[]): void {
    const total = this.source.wire.omitted;
    // Those before a view began to listen do not count.
    const all = total - (this.lastOmitted ?? total);
    this.lastOmitted = total;
    const hasStores = events.some((event) => event.type === 'message' && isStoreProtocol(event.message));
    this.omitted = [...this.omitted, { at: now, all, talk: hasStores ? 0 : all }].filter(
      ({ at }) => at > now - omittedOverMs,
    );
  }

  private start(): void {
    this.stops = [
      this.source.subscribeWire(() => this.readWire()),
      this.source.subscribe(() => this.readValues()),
    ];
    this.readWire();
    this.readValues();
  }

  private stop(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
    this.known = {};
    this.lastOmitted = undefined;
  }

  private readWire(): void {
    const { events, next } = this.source.wire.after(this.cursor);
    this.cursor = next;
    const now = Date.now();
    const changedFrom = this.record.ingest(events);
    if (changedFrom !== undefined) this.skewMs = Math.min(this.skewMs, now - this.record.newestAt);
    this.countOmitted(now, events);
    if (changedFrom !== undefined) this.notify(changedFrom);
  }

  private readValues(): void {
    const { breakers, processes } = this.source.current().values;
    const { known } = this;
    const found = [
      ...(breakers === undefined || known.breakers === undefined || breakers === known.breakers
        ? []
        : breakerMoves(known.breakers, breakers)),
      ...(processes === undefined || known.processes === undefined || processes === known.processes
        ? []
        : processMoves(known.processes, processes, this.now())),
    ];
    this.known = { ...known, ...(breakers && { breakers }), ...(processes && { processes }) };
    if (found.length === 0) return;
    this.moves = [...this.moves, ...found].sort((one, other) => one.at - other.at).slice(-mostMoves);
    this.notify(Math.min(...found.map(({ at }) => at)));
  }

  private notify(changedFrom: number): void {
    for (const listener of this.listeners) listener(changedFrom);
  }
}
