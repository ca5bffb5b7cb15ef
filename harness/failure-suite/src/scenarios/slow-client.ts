import { connect, type Socket } from 'node:net';
import { type System } from '../system/system.ts';

const head =
  'POST /checkouts HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: 200\r\nIdempotency-Key: ';

/** A client that begins to send an order and does not finish it. */
export function slowClient(system: System, n: number): Socket {
  const { hostname, port } = new URL(system.edge('shopper->checkout'));
  const socket = connect(Number(port), hostname);
  socket.on('error', () => system.note(`slow client ${n} was cut off`));
  socket.write(`${head}slow-client-${n}-${Date.now()}\r\n\r\n`);
  return socket;
}
