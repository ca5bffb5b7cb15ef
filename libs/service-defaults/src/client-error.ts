import { randomUUID } from 'node:crypto';
import { type Socket } from 'node:net';
import { edgeErrors } from './edge.errors.ts';
import { Problem, problemMediaType } from './problem.ts';
import { continueTrace } from './trace-context.ts';

/** Answers bytes that are no HTTP request, of which no route, filter or hook ever hears, and closes the connection. */
export function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answer());
  socket.destroy(error);
}

function answer(): string {
  const problem = new Problem(
    edgeErrors.badRequest,
    'The request line or the headers cannot be parsed, are too long or took too long.',
  );
  const { traceId } = continueTrace(undefined);
  const body = JSON.stringify(problem.body({ instance: '/', traceId }));
  const headers = [
    `HTTP/1.1 ${problem.kind.status} Bad Request`,
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${randomUUID()}`,
    'Connection: close',
  ];
  return `${headers.join('\r\n')}\r\n\r\n${body}`;
}
