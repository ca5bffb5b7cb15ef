import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { whenClosed } from './when-closed.ts';

/** Tracks the responses still owed on each connection. Pipelined requests can make it several. */
export class PendingResponses {
  private readonly owed = new WeakMap<Socket, Set<ServerResponse>>();

  watch(server: Server): void {
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const owed = this.owed.get(socket) ?? new Set();
      this.owed.set(socket, owed.add(response));
      whenClosed(response, () => owed.delete(response));
    });
  }

  /**
   * Resolves once every complete request has its response. True if the incomplete request already has one
   * too, as when its headers were refused.
   */
  async settle(socket: Socket): Promise<boolean> {
    const owed = [...(this.owed.get(socket) ?? [])];
    const whole = owed.filter(({ req }) => req.complete);
    await Promise.all(whole.map((response) => once(response, 'close')));
    return owed.some(({ req, headersSent }) => !req.complete && headersSent);
  }
}
