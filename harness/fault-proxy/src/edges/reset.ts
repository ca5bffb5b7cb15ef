import { type Socket } from 'node:net';

/**
 * Ends a connection with a RST. A socket that has been told to end is closed without one: libuv resets none that is shutting down, Node then
 * never closes it, and cannot exit either.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
