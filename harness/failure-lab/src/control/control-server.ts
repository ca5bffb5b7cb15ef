import {
  MessageForgotten,
  NoSuchEdge,
  NoSuchFault,
  NoSuchMessage,
  NoSuchStrike,
  NotApplicable,
  NotHeld,
} from '@holdfast/fault-proxy';
import { once } from 'node:events';
import http from 'node:http';
import { readJson } from './event-stream.ts';
import { type OwnRequests } from './own-requests.ts';
import { badRequest, conflict, forbidden, gone, notFound, Problem } from './problem.ts';
import { type Reply, type Route } from './route.ts';

/** The lab's control API, over HTTP with JSON. */
export class LabControlServer {
  private readonly server = http.createServer((request, response) => void this.answer(request, response));

  constructor(
    private readonly routes: readonly Route[],
    private readonly own: OwnRequests,
  ) {}

  async listen(port: number, host: string): Promise<void> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    if (this.server.listening) await once(this.server, 'close');
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    try {
      const refusal = this.own.refusal(request.headers);
      if (refusal !== undefined) throw forbidden(refusal);
      const reply = await this.run(request, new URL(request.url ?? '/', 'http://lab'));
      if ('write' in reply) return reply.write(response);
      response
        .writeHead(reply.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(reply.body));
    } catch (error) {
      const { status, title, message } = problemOf(error);
      response
        .writeHead(status, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ type: 'about:blank', title, status, detail: message }));
    }
  }

  private async run(request: http.IncomingMessage, { pathname, searchParams }: URL): Promise<Reply> {
    let isKnownPath = false;
    for (const [method, path, run] of this.routes) {
      const matched = path.exec(pathname);
      if (matched === null) continue;
      isKnownPath = true;
      if (method !== request.method) continue;
      const parameters = matched.slice(1).map((part) => decode(part));
      const { headers } = request;
      return run({ parameters, query: searchParams, headers, body: () => readJson(request) });
    }
    if (isKnownPath)
      throw new Problem(405, 'Method not allowed', `${pathname} does not support ${request.method}.`);
    throw notFound(`Unknown path ${pathname}; the README of failure-lab lists all paths.`);
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw notFound(`"${part}" is not URL-encoded.`);
  }
}

const nothingThere = [NoSuchEdge, NoSuchFault, NoSuchMessage, NoSuchStrike];

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (nothingThere.some((type) => error instanceof type)) return notFound((error as Error).message);
  if (error instanceof MessageForgotten) return gone(error.message);
  if (error instanceof NotApplicable) return badRequest(error.message);
  if (error instanceof NotHeld) return conflict(error.message);
  return new Problem(500, 'Internal error', error instanceof Error ? error.message : String(error));
}
