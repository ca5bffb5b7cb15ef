import { type FastifyInstance, type FastifyReply } from 'fastify';

/** Sees a response just before its first byte leaves: after serializers, interceptors and filters. */
export interface ResponseEdge {
  /** Returns the bytes to send, or a promise of them. An error it throws goes to the filters instead. */
  send(reply: FastifyReply, payload: unknown): unknown;
}

declare module 'fastify' {
  interface FastifyRequest {
    responseEdge?: ResponseEdge;
  }
}

/** Lets the edge of each request decide what is sent. */
export function guardResponses(server: FastifyInstance): void {
  server.addHook('onSend', ({ responseEdge }, reply, payload, done) => {
    if (responseEdge === undefined) return done(null, payload);
    let sent: unknown;
    try {
      sent = responseEdge.send(reply, payload);
    } catch (error) {
      return done(error as Error);
    }
    if (sent instanceof Promise)
      sent.then(
        (bytes: unknown) => done(null, bytes),
        (error: unknown) => done(error as Error),
      );
    else done(null, sent);
  });
}
