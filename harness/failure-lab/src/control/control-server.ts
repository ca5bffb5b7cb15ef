import {
  type FaultLab,
  NoSuchEdge,
  NoSuchFault,
  NoSuchStrike,
  NotApplicable,
  NotHeld,
} from '@holdfast/fault-proxy';
import { once } from 'node:events';
import http from 'node:http';
import { readJson, streamEvents } from './event-stream.ts';
import { readFault, readRelease, readStrike } from './input.ts';
import { type OwnRequests } from './own-requests.ts';
import { badRequest, conflict, forbidden, notFound, Problem } from './problem.ts';
import { type Processes } from './processes.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Call {
  readonly parameters: readonly string[];
  readonly body: () => Promise<unknown>;
}

type Route = readonly [method: string, path: RegExp, run: (call: Call) => Promise<Answer> | Answer];

const ok = (body: unknown): Answer => ({ status: 200, body });
const created = (body: unknown): Answer => ({ status: 201, body });

/** The lab's control API, over HTTP with JSON. */
export class LabControlServer {
  private readonly server = http.createServer((request, response) => void this.answer(request, response));
  private readonly routes: readonly Route[];

  constructor(
    private readonly lab: FaultLab,
    processes: Processes,
    private readonly own: OwnRequests,
  ) {
    this.routes = routesOf(lab, processes);
  }

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
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://lab');
      if (request.method === 'GET' && pathname === '/events')
        return streamEvents(this.lab.log, searchParams, response);
      const { status, body } = await this.run(request, pathname);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    } catch (error) {
      const { status, title, message } = problemOf(error);
      response
        .writeHead(status, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ type: 'about:blank', title, status, detail: message }));
    }
  }

  private async run(request: http.IncomingMessage, pathname: string): Promise<Answer> {
    let isKnownPath = false;
    for (const [method, path, run] of this.routes) {
      const matched = path.exec(pathname);
      if (matched === null) continue;
      isKnownPath = true;
      if (method !== request.method) continue;
      const parameters = matched.slice(1).map((part) => decode(part));
      return run({ parameters, body: () => readJson(request) });
    }
    if (isKnownPath)
      throw new Problem(405, 'Method not allowed', `${pathname} does not support ${request.method}.`);
    throw notFound(`Unknown path ${pathname}; the README of failure-lab lists all paths.`);
  }
}

function routesOf(lab: FaultLab, processes: Processes): Route[] {
  return [
    ['GET', /^\/health\/(?:ready|live)$/, () => ok({ status: 'ok' })],
    ['GET', /^\/edges$/, () => ok(lab.edges())],
    [
      'POST',
      /^\/edges\/([^/]+)\/faults$/,
      async ({ parameters: [edge = ''], body }) => created(await lab.setFault(edge, readFault(await body()))),
    ],
    ['GET', /^\/faults$/, () => ok(lab.faults())],
    ['DELETE', /^\/faults\/([^/]+)$/, async ({ parameters: [id = ''] }) => ok(await lab.clearFault(id))],
    ['POST', /^\/strikes$/, async ({ body }) => created(lab.arm(readStrike(await body())))],
    ['GET', /^\/strikes$/, () => ok(lab.strikes())],
    ['GET', /^\/strikes\/([^/]+)$/, ({ parameters: [id = ''] }) => ok(lab.strike(id))],
    ['DELETE', /^\/strikes\/([^/]+)$/, ({ parameters: [id = ''] }) => ok(lab.disarm(id))],
    [
      'POST',
      /^\/strikes\/([^/]+)\/release$/,
      async ({ parameters: [id = ''], body }) => ok(lab.release(id, readRelease(await body()))),
    ],
    ['POST', /^\/heal$/, async () => ok(await lab.heal())],
    [
      'POST',
      /^\/processes\/([^/]+)\/([^/]+)$/,
      async ({ parameters: [name = '', action = ''] }) => ok({ message: await processes.act(name, action) }),
    ],
  ];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw notFound(`"${part}" is not URL-encoded.`);
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof NoSuchEdge || error instanceof NoSuchFault || error instanceof NoSuchStrike)
    return notFound(error.message);
  if (error instanceof NotApplicable) return badRequest(error.message);
  if (error instanceof NotHeld) return conflict(error.message);
  return new Problem(500, 'Internal error', error instanceof Error ? error.message : String(error));
}
