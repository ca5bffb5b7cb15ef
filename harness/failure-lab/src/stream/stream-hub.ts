import { type EventLog } from '@holdfast/fault-proxy';
import { type WireBatch } from '@holdfast/lab-api';
import { type ServerResponse } from 'node:http';
import { type Attention } from '../context/attention.ts';
import { type LabStreams } from './lab-streams.ts';
import { ListeningPage } from './listening-page.ts';
import { LiveValue } from './live-value.ts';
import { WireFeed } from './wire-feed.ts';

export interface HubOptions {
  readonly streams: LabStreams;
  readonly log: EventLog;
  readonly attention: Attention;
  /** A source could not be read; its last value stays. */
  readonly failed: (name: string, why: string) => void;
}

/** Runs while at least one page listens. */
interface Live {
  readonly values: ReadonlyMap<string, LiveValue>;
  readonly wire: WireFeed;
  readonly stopAttention: () => void;
}

/** Message numbers begin again with each run of the lab, so an ID names the run too. */
const runId = Math.floor(performance.timeOrigin).toString(36);

/** The message number in an ID of the stream; 0 if it is of another run. */
function numberIn(id: string | undefined): number {
  const [run, number = ''] = id?.split('-') ?? [];
  return run === runId && /^\d+$/.test(number) ? Number(number) : 0;
}

/** Sends all sources and the wire to all pages that listen. Without a page, it reads nothing. */
export class StreamHub {
  private readonly pages = new Set<ListeningPage>();
  private live: Live | undefined;

  constructor(private readonly options: HubOptions) {}

  /** `lastId`: the last one that the page has seen, if it listened before. */
  open(response: ServerResponse, lastId: string | undefined): void {
    const live = (this.live ??= this.start());
    // The waiting events are part of the history that this page gets.
    live.wire.flush();
    const page = new ListeningPage(response, (left) => this.leave(left));
    this.pages.add(page);
    for (const [name, { json }] of live.values) if (json !== undefined) page.send(this.id, name, json);
    page.send(this.id, 'wire', JSON.stringify(live.wire.history(numberIn(lastId))));
  }

  close(): void {
    this.live?.wire.stop();
    for (const value of this.live?.values.values() ?? []) value.stop();
    this.live?.stopAttention();
    this.live = undefined;
  }

  private start(): Live {
    const { streams, log, attention, failed } = this.options;
    const stopAttention = attention.pay();
    const value = (name: string, json: string): void => this.send(name, json);
    return {
      values: new Map(
        streams.sources.map((source) => [source.name, new LiveValue(source, { value, failed })]),
      ),
      wire: new WireFeed(log, (batch: WireBatch) => this.send('wire', JSON.stringify(batch))),
      stopAttention,
    };
  }

  private get id(): string {
    return `${runId}-${this.live?.wire.lastNumber ?? 0}`;
  }

  private send(name: string, json: string): void {
    for (const page of this.pages) page.send(this.id, name, json);
  }

  private leave(page: ListeningPage): void {
    this.pages.delete(page);
    if (this.pages.size === 0) this.close();
  }
}
