import { pathOf, publicCaller } from '@holdfast/service-defaults';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Execution } from '../idempotency-keys.ts';
import { type IdempotentRequest, idempotentRequest } from '../key/idempotent-request.ts';
import { readKey } from '../key/key.ts';
import { preferredWaitSeconds } from '../key/prefer.ts';
import { type IdempotentRouteOptions } from './route-options.ts';

/** Reads the key and what makes the request this request. @throws Problem 400 when the key is missing, malformed or in conflict. */
export function readRequest(request: FastifyRequest, { scope }: IdempotentRouteOptions): IdempotentRequest {
  const lines = request.raw.headersDistinct['idempotency-key'] ?? [];
  const body = request.body as { requestId?: unknown } | null | undefined;
  const key = readKey(lines, body?.requestId);
  const caller = request.caller ?? publicCaller;
  const isAnonymous = caller === publicCaller;
  const described = idempotentRequest(
    isAnonymous && typeof scope === 'function' ? `session ${scope(request)}` : caller,
    key,
    {
      method: request.method,
      path: pathOf(request),
      query: request.url.split('?').slice(1).join('?'),
      body: request.bodyBytes ?? Buffer.alloc(0),
    },
  );
  return { ...described, waitMs: (preferredWaitSeconds(request.headers['prefer']) ?? 0) * 1_000 };
}

/** Sets status and headers of an answer, and gives its body to be sent as it is. */
export function present(reply: FastifyReply, { answer, isReplay, hasWaited }: Execution): string | Buffer {
  void reply.code(answer.status).headers(answer.headers);
  if (isReplay) void reply.header('idempotent-replayed', 'true');
  if (hasWaited) {
    const waitSeconds = preferredWaitSeconds(reply.request.headers['prefer']);
    void reply.header('preference-applied', `wait=${waitSeconds}`);
  }
  return answer.body;
}
