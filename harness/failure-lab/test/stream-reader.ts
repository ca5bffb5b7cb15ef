import { type LabStream } from '@holdfast/lab-api';

/** A page that listens to `GET /stream`: the last value of each name. */
export class StreamReader {
  readonly values: Partial<LabStream> = {};
  /** All that passed on the wire, of which `values` has only the last part. */
  readonly passed: LabStream['wire']['events'][number][] = [];
  /** Set once the lab has ended the stream. */
  isEnded = false;
  private readonly leaving = new AbortController();

  static async open(labUrl: string): Promise<StreamReader> {
    const reader = new StreamReader();
    const { body } = await fetch(`${labUrl}/stream`, { signal: reader.leaving.signal });
    void reader.read(body as unknown as AsyncIterable<Uint8Array>).catch(() => (reader.isEnded = true));
    return reader;
  }

  close(): void {
    this.leaving.abort();
  }

  private async read(body: AsyncIterable<Uint8Array>): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      const events = `${text}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) this.take(event);
    }
    this.isEnded = true;
  }

  private take(event: string): void {
    const name = /^event: (.*)$/m.exec(event)?.[1];
    const data = /^data: (.*)$/m.exec(event)?.[1];
    if (name === undefined || data === undefined) return;
    const value = JSON.parse(data) as unknown;
    Object.assign(this.values, { [name]: value });
    if (name === 'wire') this.passed.push(...(value as LabStream['wire']).events);
  }
}
