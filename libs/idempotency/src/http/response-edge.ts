import { type FastifyInstance, type FastifyReply } from 'fastify';

/** Stands between an answer and its first byte: after serialisers, interceptors and filters, so what it sees is what would leave. */
export interface ResponseEdge {
  /** Gives the bytes to send, or a promise of them. What it throws goes to the filters instead. */
  send(reply: FastifyReply, payload: unknown): unknown;
}

declare module 'fastify' {
  interface FastifyRequest {
    responseEdge?: ResponseEdge;
  }
}

/** Lets each request's edge decide what leaves. */
export function guardResponses(server: FastifyInstance): void {
  server.addHook('onSend', async ({ responseEdge }, reply, payload) =>
    responseEdge === undefined ? payload : responseEdge.send(reply, payload),
  );
}
