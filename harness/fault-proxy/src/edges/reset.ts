import { type Socket } from 'node:net';

/**
 * Ends a connection with a RST. A socket that is shutting down is closed without one: libuv does not reset
 * it, and Node would then never close it and could not exit.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
