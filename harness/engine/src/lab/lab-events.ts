import { EventEmitter } from 'node:events';
import { type LabEvent } from '@holdfast/lab-api';
import { now, pause } from '../waiting/clock.ts';

const whenOf = (event: LabEvent): number => (event.type === 'message' ? event.message.at : event.at);

/** The lab's live events, kept until `forget`. */
export class LabEvents {
  private kept: LabEvent[] = [];
  private readonly emitter = new EventEmitter<{ event: [LabEvent] }>();
  private readonly ending = new AbortController();
  private failure: Error | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;

  constructor() {
    this.emitter.setMaxListeners(0);
  }

  /** Resolves once the lab streams its events, by default those without background messages. */
  async open(labUrl: string, { background = false } = {}): Promise<void> {
    const response = await fetch(`${labUrl}/events?background=${background}`, { signal: this.ending.signal });
    if (!response.ok || response.body === null)
      throw new Error(`The lab returned ${response.status} for GET /events.`);
    void this.read(response.body).catch((error: unknown) => {
      if (!this.ending.signal.aborted)
        this.failure = new Error("The lab's event stream broke off.", { cause: error });
    });
  }

  /** Takes an event of a lab in this process. */
  add(event: LabEvent): void {
    this.kept.push(event);
    this.lastAt = now();
    this.emitter.emit('event', event);
  }

  close(): void {
    this.ending.abort();
  }

  /** Discards all events so far. */
  forget(): void {
    this.kept = [];
  }

  since(at: number): readonly LabEvent[] {
    if (this.failure !== undefined) throw this.failure;
    return this.kept.filter((event) => whenOf(event) >= at);
  }

  /** The first past or future event for which `find` returns a value; undefined after `timeoutMs`. */
  first<T>(
    find: (event: LabEvent) => T | undefined,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    for (const event of this.kept) {
      const found = find(event);
      if (found !== undefined) return Promise.resolve(found);
    }
    return this.next(find, timeoutMs, signal);
  }

  /** Resolves when an event has occurred since `at`, at the latest after `timeoutMs`. */
  async movedSince(at: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.lastAt < at) await this.next(() => true, timeoutMs, signal);
  }

  /** Resolves after a new event followed by `calmMs` without one; each wait ends after `timeoutMs`. */
  async stir(calmMs: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    await this.next(() => true, timeoutMs, signal);
    await this.calm(calmMs, timeoutMs, signal);
  }

  /** Resolves after `calmMs` without an event, at the latest after `timeoutMs`. */
  async calm(calmMs: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const deadline = now() + timeoutMs;
    for (;;) {
      const left = Math.min(this.lastAt + calmMs, deadline) - now();
      if (left <= 0) return;
      await pause(left, signal);
    }
  }

  private next<T>(
    find: (event: LabEvent) => T | undefined,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.emitter.off('event', look);
        signal.removeEventListener('abort', abort);
      };
      const timer = setTimeout(() => (end(), resolve(undefined)), timeoutMs);
      const abort = (): void => (end(), reject(signal.reason as Error));
      const look = (event: LabEvent): void => {
        const found = find(event);
        if (found === undefined) return;
        end();
        resolve(found);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.emitter.on('event', look);
    });
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter((each) => each.startsWith('data:')))
        this.add(JSON.parse(line.slice(5)) as LabEvent);
    }
    throw new Error('The lab closed the stream.');
  }
}
