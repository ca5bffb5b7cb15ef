import { type WireBatch } from '@holdfast/lab-api';
import { hear, type Heard, type LabSight, startOfSight } from './lab-sight.ts';
import { WireRing } from './wire-ring.ts';

export interface LabListener {
  readonly heard: (heard: Heard) => void;
  readonly wire: (batch: WireBatch) => void;
}

/** Opens the stream; the returned function closes it. */
export type OpenStream = (listener: LabListener) => () => void;

/** Long enough for a page to give way to the next one that listens. */
const lingerMs = 1_000;

/** The last values of the lab's stream, for all views. The stream is open while a view listens. */
export class LabStore {
  readonly wire = new WireRing();
  private sight = startOfSight(Date.now());
  private readonly listeners = new Set<() => void>();
  private readonly wireListeners = new Set<() => void>();
  private close: (() => void) | undefined;
  private closing: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly open: OpenStream) {}

  readonly current = (): LabSight => this.sight;

  readonly subscribe = (listener: () => void): (() => void) => this.add(this.listeners, listener);

  /** Called after each batch that is added to `wire`: up to ten times a second. */
  readonly subscribeWire = (listener: () => void): (() => void) => this.add(this.wireListeners, listener);

  private add(listeners: Set<() => void>, listener: () => void): () => void {
    listeners.add(listener);
    clearTimeout(this.closing);
    this.close ??= this.open({
      heard: (heard) => {
        this.sight = hear(this.sight, heard);
        for (const each of this.listeners) each();
      },
      wire: (batch) => {
        this.wire.add(batch);
        for (const each of this.wireListeners) each();
      },
    });
    return () => {
      listeners.delete(listener);
      if (this.listeners.size + this.wireListeners.size === 0)
        this.closing = setTimeout(() => this.stop(), lingerMs);
    };
  }

  private stop(): void {
    this.close?.();
    this.close = undefined;
    // Its values would be old when the next view listens.
    this.sight = startOfSight(Date.now());
  }
}
