import { labStore } from '../stream/use-lab.ts';
import { type Dot, Traffic } from './traffic.ts';

type DrawDot = (dot: Dot) => void;

const rateEveryMs = 1_000;

/** Feeds the connections of the picture with dots, past React, and with rates once a second. */
export class TrafficStore {
  private readonly traffic = new Traffic();
  private readonly drawers = new Map<string, DrawDot>();
  private readonly listeners = new Set<() => void>();
  private currentRates: ReadonlyMap<string, number> = new Map();

  readonly rates = (): ReadonlyMap<string, number> => this.currentRates;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Draws the messages of one route until the returned function is called. */
  onDot(route: string, draw: DrawDot): () => void {
    this.drawers.set(route, draw);
    return () => this.drawers.delete(route);
  }

  /** Watches the wire from now on. The returned function ends that. */
  start(): () => void {
    let cursor = labStore.wire.after(0).next;
    let omittedBefore = labStore.wire.omitted;
    const stop = labStore.subscribeWire(() => {
      const { events, next } = labStore.wire.after(cursor);
      const { omitted } = labStore.wire;
      const dots = this.traffic.add(events, omitted - omittedBefore, performance.now());
      [cursor, omittedBefore] = [next, omitted];
      if (document.visibilityState === 'hidden') return;
      for (const [route, dot] of dots) this.drawers.get(route)?.(dot);
    });
    const timer = setInterval(() => this.measure(), rateEveryMs);
    return () => {
      clearInterval(timer);
      stop();
    };
  }

  private measure(): void {
    this.currentRates = this.traffic.rates(performance.now());
    for (const listener of this.listeners) listener();
  }
}
