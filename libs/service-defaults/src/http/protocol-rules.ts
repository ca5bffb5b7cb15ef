import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { edgeErrors } from '../problem/edge.errors.ts';
import { edgeHeaders } from './edge-headers.ts';
import { Problem } from '../problem/problem.ts';

/** Matches what Node accepts as 100-continue. */
const continues = /(?:^|\W)100-continue(?:$|\W)/i;

/** Lets `brokenRule` see requests with an unsupported `Expect`, which Node would refuse in its own format. */
export function takeAllExpectations(server: FastifyInstance): void {
  server.server.on('checkExpectation', (request, response) => {
    server.server.emit('request', request, response);
  });
}

/**
 * Refuses as problems what Node would refuse in its own format (a missing Host, an unsupported Expect) and
 * what Postgres cannot store (NUL in a query; a path with NUL simply matches nothing). Requires
 * `requireHostHeader: false`.
 */
export function brokenRule(request: FastifyRequest, reply: FastifyReply): Problem | undefined {
  const { expect, host } = request.headers;
  void reply.headers(edgeHeaders);
  if (expect !== undefined && !continues.test(expect)) {
    void reply.header('connection', 'close');
    return new Problem(edgeErrors.expectationFailed, 'The only supported `Expect` value is 100-continue.');
  }
  if (host === undefined && request.raw.httpVersion === '1.1')
    return new Problem(edgeErrors.badRequest, 'HTTP/1.1 requires a `Host` header.');
  if (request.url.split('?')[1]?.includes('%00') === true)
    return new Problem(edgeErrors.badRequest, 'The query must not contain a NUL character.');
  return undefined;
}
