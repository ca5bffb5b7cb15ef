import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

/** Which answers are still owed on each connection. Requests may be pipelined, so that there can be several. */
export class PendingAnswers {
  private readonly owed = new WeakMap<Socket, Set<ServerResponse>>();

  watch(server: Server): void {
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const owed = this.owed.get(socket) ?? new Set();
      this.owed.set(socket, owed.add(response));
      response.once('close', () => owed.delete(response));
    });
  }

  /**
   * Resolves once every request that came whole is answered. Gives whether the one that did not come whole has been answered too, as it
   * is when it was refused for its headers.
   */
  async settle(socket: Socket): Promise<boolean> {
    const owed = [...(this.owed.get(socket) ?? [])];
    const whole = owed.filter(({ req }) => req.complete);
    await Promise.all(whole.map((response) => once(response, 'close')));
    return owed.some(({ req, headersSent }) => !req.complete && headersSent);
  }
}
