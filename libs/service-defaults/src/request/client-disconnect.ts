import { type ServerResponse } from 'node:http';
import { whenClosed } from './when-closed.ts';

/** Reason of an aborted `callerSignal()`: the connection closed before the response was sent. */
export class ClientDisconnected extends Error {
  constructor() {
    super('the client closed its connection before the response was sent');
    this.name = 'AbortError';
  }
}

/**
 * Detects a client that disconnects while its request is running. It listens on the response, which closes
 * once per request; Fastify's `request.signal` follows the request, which closes as soon as its body has been
 * read.
 */
export class ClientDisconnect {
  private controller: AbortController | undefined;

  constructor(private readonly response: ServerResponse) {}

  /** Created on first use: most requests never need it. */
  get signal(): AbortSignal {
    if (this.controller !== undefined) return this.controller.signal;
    const controller = new AbortController();
    this.controller = controller;
    const leave = (): void => {
      if (!this.response.writableFinished) controller.abort(new ClientDisconnected());
    };
    if (this.response.destroyed) leave();
    else whenClosed(this.response, leave);
    return controller.signal;
  }
}
