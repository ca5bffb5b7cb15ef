import { type FastifyReply } from 'fastify';
import { type Execution } from '../idempotency-keys.ts';
import { preferredWaitSeconds } from '../key/prefer.ts';
import { type ResponseEdge } from './response-edge.ts';

/**
 * Sends a stored response byte for byte. Outer interceptors are bypassed: they already ran on the original.
 * Returns its body for them to read. Calls `sent` unless one of them refuses the response.
 */
export function present(reply: FastifyReply, execution: Execution, sent?: () => void): string | Buffer {
  reply.request.responseEdge = new PresentedResponse(execution, sent);
  void reply.code(execution.response.status);
  return execution.response.body;
}

class PresentedResponse implements ResponseEdge {
  constructor(
    private readonly execution: Execution,
    private readonly sent: (() => void) | undefined,
  ) {}

  send(reply: FastifyReply, payload: unknown): unknown {
    const { status } = this.execution.response;
    const isRefusedSince = reply.statusCode !== status && reply.statusCode >= 400 && reply.statusCode < 500;
    if (isRefusedSince) return payload;
    this.sent?.();
    return sendStored(reply, this.execution);
  }
}

/** Makes the reply the stored response, and returns its bytes. */
export function sendStored(
  reply: FastifyReply,
  { response, isReplay, hasWaited }: Execution,
): string | Buffer | null {
  void reply.code(response.status).removeHeader('content-type').headers(response.headers);
  if (isReplay) void reply.header('idempotent-replayed', 'true');
  if (hasWaited) preferenceApplied(reply);
  return response.body.length === 0 ? null : response.body;
}

/** Reports how long the request was willing to wait for a running duplicate (RFC 7240). */
export function preferenceApplied(reply: FastifyReply): void {
  void reply.header('preference-applied', `wait=${preferredWaitSeconds(reply.request.headers['prefer'])}`);
}
