import { type ServerResponse } from 'node:http';

/** The reason of a `callerSignal()`: the connection closed before the answer was sent. */
export class ClientDisconnected extends Error {
  constructor() {
    super('the caller closed its connection before the answer was sent');
    this.name = 'AbortError';
  }
}

/**
 * Whether somebody still waits for an answer. It hears the response, which closes once for each request of a connection;
 * Fastify's `request.signal` hears the request, which closes as soon as its body has been read.
 */
export class ClientDisconnect {
  private controller: AbortController | undefined;

  constructor(private readonly response: ServerResponse) {}

  /** Made when first asked for: nobody else pays for it. */
  get signal(): AbortSignal {
    if (this.controller !== undefined) return this.controller.signal;
    const controller = new AbortController();
    this.controller = controller;
    const leave = (): void => {
      if (!this.response.writableFinished) controller.abort(new ClientDisconnected());
    };
    if (this.response.destroyed) leave();
    else this.response.once('close', leave);
    return controller.signal;
  }
}
