import { type LabEvent } from '@holdfast/lab-api';

/** The number of events kept for late readers. */
const kept = 50_000;

/** The events of a lab: sent to listeners and kept for later queries. */
export class EventLog {
  private readonly events: LabEvent[] = [];
  private readonly listeners = new Set<(event: LabEvent) => void>();
  private oldest = 0;

  add(event: LabEvent): void {
    if (this.events.length < kept) this.events.push(event);
    else {
      this.events[this.oldest] = event;
      this.oldest = (this.oldest + 1) % kept;
    }
    for (const listener of this.listeners) listener(event);
  }

  /** All kept events after that message number, oldest first. */
  since(messageNumber: number): LabEvent[] {
    const ordered = [...this.events.slice(this.oldest), ...this.events.slice(0, this.oldest)];
    let from = 0;
    for (const [index, event] of ordered.entries())
      if (event.type === 'message' && event.message.number <= messageNumber) from = index + 1;
    return ordered.slice(from);
  }

  /** Returns a function that unsubscribes. */
  listen(listener: (event: LabEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
