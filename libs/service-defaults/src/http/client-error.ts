import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { edgeErrors } from '../problem/edge.errors.ts';
import { edgeHeaders } from './edge-headers.ts';
import { type PendingResponses } from '../request/pending-responses.ts';
import { Problem, problemMediaType } from '../problem/problem.ts';
import { continueTrace } from '../request/trace-context.ts';

const late = new Problem(
  edgeErrors.requestTimeout,
  'The full request did not arrive in time. Nothing was done.',
);
const tooLarge = new Problem(
  edgeErrors.headersTooLarge,
  'The request line and headers together must not exceed 16 KiB. Nothing was done.',
);
const unreadable = new Problem(
  edgeErrors.badRequest,
  'The request line, the headers or the body cannot be parsed.',
);
const problems: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: late,
  HPE_HEADER_OVERFLOW: tooLarge,
};

/**
 * Responds to bytes that are not a complete HTTP request, which no route, filter or hook sees, and closes the
 * connection. Pending responses on that connection go out first, because a client assigns responses in the
 * order in which they arrive.
 */
export class ByteRefusal {
  private readonly refused = new WeakSet<Socket>();

  constructor(private readonly pending: PendingResponses) {}

  async refuse(error: NodeJS.ErrnoException, socket: Socket): Promise<void> {
    // After the first error, the parser reports everything that follows.
    if (error.code === 'ECONNRESET' || socket.destroyed || this.refused.has(socket)) return;
    this.refused.add(socket);
    const isAnswered = await this.pending.settle(socket);
    // An idle connection that was opened in advance gets no response.
    if (isAnswered || !socket.writable || socket.bytesRead === 0) socket.destroy();
    else socket.end(answer(problems[error.code ?? ''] ?? unreadable), () => socket.destroy());
  }
}

function answer(problem: Problem): string {
  const { status } = problem.kind;
  const { traceId } = continueTrace(undefined);
  const body = JSON.stringify(problem.body({ instance: '/', traceId }));
  const headers = {
    'Content-Type': problemMediaType,
    'Content-Length': Buffer.byteLength(body),
    'X-Request-Id': randomUUID(),
    ...edgeHeaders,
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}
