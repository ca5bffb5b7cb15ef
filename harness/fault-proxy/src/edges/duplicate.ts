import { connect } from 'node:net';
import { startConversation } from '../framing/conversation.ts';
import { Framer } from '../framing/framer.ts';
import { type Connection } from './connection.ts';

/** Sends a request again on a separate connection, and discards the response. */
export function duplicate({ server, edge }: Connection, chunks: readonly Buffer[]): void {
  const socket = connect({ port: server.port, host: server.host, noDelay: true });
  const conversation = startConversation(edge.protocol, () => 0);
  const requests = new Framer(
    (reader) => conversation.requests(reader),
    () => undefined,
  );
  const answers = new Framer(
    (reader) => conversation.responses(reader),
    ({ label }) => {
      if (!label.startsWith('1')) socket.destroy();
    },
  );
  socket.on('data', (chunk) => answers.push(chunk));
  socket.on('error', () => undefined);
  socket.setTimeout(30_000, () => socket.destroy());
  for (const chunk of chunks) {
    requests.push(chunk);
    socket.write(chunk);
  }
}
