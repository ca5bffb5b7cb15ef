import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const endOfHead = '\r\n\r\n';

const closedByServer = (): Error => new Error('the server closed the connection');

/** The bytes of a request, sent unchanged. */
export function requestBytes(line: string, headers: Readonly<Record<string, string>>, body = ''): string {
  const all = { host: 'bench', ...headers, 'content-length': `${Buffer.byteLength(body)}` };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${[`${line} HTTP/1.1`, ...lines].join('\r\n')}${endOfHead}${body}`;
}

/**
 * One kept connection to a server, one request at a time: just enough HTTP for a load generator. A real
 * client would take two to three times the CPU, on the same two cores as the measured server. Supports only
 * responses with a Content-Length.
 */
export class HttpConnection {
  private received: Buffer = Buffer.alloc(0);
  private waiting: PromiseWithResolvers<HttpAnswer> | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.waiting?.reject(error));
    socket.on('close', () => this.waiting?.reject(closedByServer()));
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  /** False once the server has closed it, as it does with one that was idle for long. */
  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  send(request: string): Promise<HttpAnswer> {
    // A destroyed socket reports nothing more, so a request on it would wait forever.
    if (!this.isOpen) return Promise.reject(closedByServer());
    this.waiting = Promise.withResolvers<HttpAnswer>();
    this.socket.write(request);
    return this.waiting.promise;
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headLength = this.received.indexOf(endOfHead);
    if (headLength < 0) return;
    const head = this.received.toString('latin1', 0, headLength);
    const bodyLength = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    if (Number.isNaN(bodyLength)) {
      this.waiting?.reject(new Error(`a response without Content-Length:\n${head}`));
      return;
    }
    const begin = headLength + endOfHead.length;
    if (this.received.length < begin + bodyLength) return;
    const body = this.received.toString('utf8', begin, begin + bodyLength);
    this.received = Buffer.alloc(0);
    this.waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}
