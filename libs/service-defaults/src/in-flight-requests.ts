import { type FastifyReply, type FastifyRequest } from 'fastify';
import { requestsInFlight } from './metrics.ts';

declare module 'fastify' {
  interface FastifyRequest {
    isInFlight?: boolean;
    /** Its answer is made, though perhaps not sent yet. */
    isAnswered?: boolean;
  }
}

/**
 * Counts the requests that it is told of, each until its answer is made and its connection is done with it. One whose caller has
 * left counts until then too: its handler still runs.
 */
export class InFlightRequests {
  count = 0;

  admit(request: FastifyRequest, reply: FastifyReply): void {
    request.isInFlight = true;
    this.count += 1;
    requestsInFlight.inc();
    reply.raw.once('close', () => {
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
