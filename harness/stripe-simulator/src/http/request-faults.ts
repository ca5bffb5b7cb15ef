import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { stripeErrors } from './stripe-error.ts';

/** Only requests with an effect have a key. */
export function keyOf({ headers, method }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  return typeof key === 'string' && method === 'POST' ? key : undefined;
}

/** Ends the connection with a TCP reset, without a response. */
export function cutConnection(request: FastifyRequest, reply: FastifyReply): void {
  const { method, routeOptions, strike, stripeRequestId: requestId } = request;
  request.log.info({ method, route: routeOptions.url, fault: strike?.fault, requestId }, 'connection cut');
  reply.hijack();
  request.raw.socket.resetAndDestroy();
}

/** Applies faults before the body is read. */
export function strikeOnArrival(request: FastifyRequest, reply: FastifyReply): void {
  if (request.strike?.fault === 'refuse') cutConnection(request, reply);
}

/** Applies faults after the body is read and before it is processed, so without any effect. */
export async function strikeBeforeEffect(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { strike } = request;
  switch (strike?.fault) {
    case 'reset':
      cutConnection(request, reply);
      return;
    case 'hang':
      await strike.hold(strike.ms);
      if (await hasLeft(request)) reply.hijack();
      return;
    case 'error_500':
      throw stripeErrors.unexpected();
    case 'key_in_use':
      throw stripeErrors.idempotencyKeyInUse(keyOf(request) ?? '');
    case 'invalid_request':
      throw stripeErrors.notMade();
    case 'key_revoked':
      throw stripeErrors.keyRevoked();
    case 'key_too_narrow':
      throw stripeErrors.keyTooNarrow();
    case 'rate_limit':
      throw stripeErrors.rateLimited(
        strike.ms === undefined ? {} : { 'Retry-After': String(Math.ceil(strike.ms / 1_000)) },
      );
    default:
  }
}

/** A client that disconnected while its request hung never reached the API. Its close may still be unread. */
async function hasLeft({ raw: { socket } }: FastifyRequest): Promise<boolean> {
  await nextTurn();
  return socket.destroyed || socket.readableEnded;
}
