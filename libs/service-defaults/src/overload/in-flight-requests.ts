import { type FastifyReply, type FastifyRequest } from 'fastify';
import { requestsInFlight } from '../health/metrics.ts';
import { whenClosed } from '../request/when-closed.ts';

declare module 'fastify' {
  interface FastifyRequest {
    isInFlight?: boolean;
    /** The response is ready, though perhaps not sent yet. */
    isAnswered?: boolean;
  }
}

/**
 * Counts requests from admission until the response is ready and its connection is done with it. A request
 * whose client disconnected counts until then too, because its handler still runs.
 */
export class InFlightRequests {
  count = 0;

  admit(request: FastifyRequest, reply: FastifyReply): void {
    request.isInFlight = true;
    this.count += 1;
    requestsInFlight.inc();
    whenClosed(reply.raw, () => {
      if (request.isAnswered === true || reply.sent) this.leave(request);
    });
  }

  answer(request: FastifyRequest, reply: FastifyReply): void {
    request.isAnswered = true;
    if (reply.raw.destroyed) this.leave(request);
  }

  private leave(request: FastifyRequest): void {
    if (request.isInFlight !== true) return;
    request.isInFlight = false;
    this.count -= 1;
    requestsInFlight.dec();
  }
}
