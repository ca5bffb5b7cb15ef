import { type FastifyReply } from 'fastify';
import { type Execution } from '../idempotency-keys.ts';
import { preferredWaitSeconds } from '../key/prefer.ts';
import { type ResponseEdge } from './response-edge.ts';

/**
 * Sends an answer byte for byte, whatever interceptors further out make of it: they have had their say when it was made. Gives
 * its body for them to look at.
 */
export function present(reply: FastifyReply, execution: Execution): string | Buffer {
  reply.request.responseEdge = new PresentedResponse(execution);
  void reply.code(execution.response.status);
  return execution.response.body;
}

class PresentedResponse implements ResponseEdge {
  constructor(private readonly execution: Execution) {}

  send(reply: FastifyReply, payload: unknown): unknown {
    const { status } = this.execution.response;
    const isRefusedSince = reply.statusCode !== status && reply.statusCode >= 400 && reply.statusCode < 500;
    return isRefusedSince ? payload : sendStored(reply, this.execution);
  }
}

/** Makes the reply what was stored, and gives its bytes. */
export function sendStored(
  reply: FastifyReply,
  { response, isReplay, hasWaited }: Execution,
): string | Buffer | null {
  void reply.code(response.status).removeHeader('content-type').headers(response.headers);
  if (isReplay) void reply.header('idempotent-replayed', 'true');
  if (hasWaited) preferenceApplied(reply);
  return response.body.length === 0 ? null : response.body;
}

/** Tells how long the request was ready to wait for a running twin (RFC 7240). */
export function preferenceApplied(reply: FastifyReply): void {
  void reply.header('preference-applied', `wait=${preferredWaitSeconds(reply.request.headers['prefer'])}`);
}
