import { type LabEvent, type Message } from '@holdfast/lab-api';

/** A request and the number of times it was sent. */
export interface Counted {
  readonly label: string;
  readonly times: number;
}

/** Records every message that passes the lab. */
export class WireRecord {
  private readonly ending = new AbortController();
  private readonly messages: Message[] = [];
  private failure: Error | undefined;

  private constructor() {}

  /** Resolves once the lab reports its messages. */
  static async open(labUrl: string): Promise<WireRecord> {
    const record = new WireRecord();
    const response = await fetch(`${labUrl}/events`, { signal: record.ending.signal });
    if (!response.ok || response.body === null)
      throw new Error(`The lab returned ${response.status} for GET /events.`);
    void record.read(response.body).catch((error: unknown) => {
      if (!record.ending.signal.aborted)
        record.failure = new Error('The stream broke off.', { cause: error });
    });
    return record;
  }

  close(): void {
    this.ending.abort();
  }

  get length(): number {
    return this.messages.length;
  }

  /** The requests from the message at `index` on, in the order in which they passed. */
  requestsFrom(index: number): readonly Message[] {
    if (this.failure !== undefined) throw this.failure;
    return this.messages.slice(index).filter(({ direction }) => direction === 'request');
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter((each) => each.startsWith('data:'))) this.take(line.slice(5));
    }
    throw new Error('The lab closed the stream.');
  }

  private take(json: string): void {
    const event = JSON.parse(json) as LabEvent;
    if (event.type === 'message') this.messages.push(event.message);
  }
}
