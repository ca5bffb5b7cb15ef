import { type ServerResponse } from 'node:http';

/** 1 MiB: minutes of events. A page that is so far behind is dropped; its EventSource connects again. */
const mostWaitingBytes = 1_024 * 1_024;
/** A connection that is silent for longer may be cut by what lies between. */
const commentEveryMs = 15_000;
/** For EventSource: a restarted lab is found within a second. */
const reconnectMs = 1_000;

/** One reader of `GET /stream`. */
export class ListeningPage {
  private readonly comments: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    left: (page: ListeningPage) => void,
  ) {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // For proxies that would collect the events.
      'x-accel-buffering': 'no',
    });
    this.write(`retry: ${reconnectMs}\n\n`);
    this.comments = setInterval(() => this.write(': still here\n\n'), commentEveryMs);
    response.once('close', () => {
      clearInterval(this.comments);
      left(this);
    });
  }

  send(id: string, name: string, json: string): void {
    this.write(`id: ${id}\nevent: ${name}\ndata: ${json}\n\n`);
  }

  private write(text: string): void {
    if (this.response.destroyed) return;
    this.response.write(text);
    if (this.response.writableLength > mostWaitingBytes) this.response.destroy();
  }
}
