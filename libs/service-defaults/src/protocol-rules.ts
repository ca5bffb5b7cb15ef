import { type FastifyInstance } from 'fastify';
import { edgeErrors } from './edge.errors.ts';
import { edgeHeaders } from './edge-headers.ts';
import { Problem } from './problem.ts';

/** As Node tells it from other expectations. */
const continues = /(?:^|\W)100-continue(?:$|\W)/i;

/**
 * Checks as problems what Node would refuse in words of its own (a missing Host, an expectation), and what the database would refuse in
 * its own: NUL in a query, which is in no text of Postgres. A path with it names nothing, which its route says. Call it with `requireHostHeader: false`.
 */
export function keepProtocolRules(server: FastifyInstance): void {
  server.server.on('checkExpectation', (request, response) => {
    server.server.emit('request', request, response);
  });
  server.addHook('onRequest', (request, reply, done) => {
    const { expect, host } = request.headers;
    void reply.headers(edgeHeaders);
    if (expect !== undefined && !continues.test(expect)) {
      void reply.header('connection', 'close');
      return done(
        new Problem(edgeErrors.expectationFailed, 'The only supported `Expect` value is 100-continue.'),
      );
    }
    if (host === undefined && request.raw.httpVersion === '1.1')
      return done(new Problem(edgeErrors.badRequest, 'HTTP/1.1 requires a `Host` header.'));
    if (request.url.split('?')[1]?.includes('%00') === true)
      return done(new Problem(edgeErrors.badRequest, 'The query must not contain a NUL character.'));
    done();
  });
}
