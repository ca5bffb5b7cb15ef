import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Pool } from 'undici';

export interface HopFaults {
  /** Of this many responses, the last is lost: its request takes effect, and the connection is reset. */
  readonly losesOneOf?: number;
  /** Each request is delivered twice, one after the other. */
  readonly repeats?: boolean;
}

/** Headers that belong to one connection. */
const ofConnection = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'host',
  'expect',
  'date',
];

type Headers = Record<string, string | string[]>;

function endToEnd(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => value !== undefined && !ofConnection.includes(name)),
  ) as Headers;
}

/** A proxy between two processes: it loses responses and repeats requests. */
export class Hop {
  lost = 0;
  repeated = 0;
  faults: HopFaults = {};
  private responses = 0;
  private readonly target: Pool;
  private readonly server = createServer((request, response) => void this.pass(request, response));
  url = '';

  private constructor(target: string) {
    this.target = new Pool(target, { connections: 64 });
  }

  static async open(target: string): Promise<Hop> {
    const hop = new Hop(target);
    // Node would close kept connections after 5 s, and a request sent at that moment would be lost.
    hop.server.keepAliveTimeout = 600_000;
    hop.server.listen(0, '127.0.0.1');
    await once(hop.server, 'listening');
    hop.url = `http://127.0.0.1:${(hop.server.address() as AddressInfo).port}`;
    return hop;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.target.destroy();
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await buffer(request);
      const { statusCode, headers, bytes } = await this.deliver(request, body);
      if (this.isLost()) return void request.socket.destroy();
      response.writeHead(statusCode, { ...endToEnd(headers), 'content-length': bytes.length }).end(bytes);
    } catch {
      // Without the hop, the sender's connection would be reset too: the target has just been killed.
      request.socket.destroy();
    }
  }

  private async deliver(request: IncomingMessage, body: Buffer) {
    const once = async () => {
      const {
        statusCode,
        headers,
        body: received,
      } = await this.target.request({
        method: request.method ?? 'GET',
        path: request.url ?? '/',
        headers: endToEnd(request.headers),
        ...(body.length === 0 ? {} : { body }),
      });
      return { statusCode, headers, bytes: Buffer.from(await received.arrayBuffer()) };
    };
    const first = await once();
    if (this.faults.repeats !== true) return first;
    this.repeated += 1;
    return once();
  }

  private isLost(): boolean {
    const { losesOneOf } = this.faults;
    if (losesOneOf === undefined) return false;
    this.responses += 1;
    if (this.responses % losesOneOf !== 0) return false;
    this.lost += 1;
    return true;
  }
}
