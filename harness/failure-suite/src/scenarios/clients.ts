import { execFile } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { connect } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);
const patienceMs = 10_000;

export interface Order {
  readonly url: string;
  readonly key: string;
  readonly body: string;
}

export interface SeenByCustomer {
  readonly status: number;
  readonly text: string;
}

/** Sends an order. Returns undefined if the program is not installed. */
export type Client = (order: Order) => Promise<SeenByCustomer | undefined>;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function program(name: string, args: readonly string[]): Promise<SeenByCustomer | undefined> {
  try {
    const { stdout } = await run(name, [...args], { timeout: patienceMs });
    const at = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(at + 1)), text: stdout.slice(0, at) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const curl: Client = ({ url, key, body }) => {
  const headers = ['Content-Type: application/json', `Idempotency-Key: "${key}"`];
  const args = headers.flatMap((header) => ['-H', header]);
  return program('curl', ['-s', '-m', '10', '-w', '\n%{http_code}', ...args, '-d', body, url]);
};

const python = `
import http.client, sys, urllib.parse
url = urllib.parse.urlsplit(sys.argv[1])
connection = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
connection.request('POST', url.path, body=sys.argv[3].encode(), headers={'content-type': 'application/json', 'idempotency-key': sys.argv[2]})
answer = connection.getresponse()
sys.stdout.write(answer.read().decode() + '\\n' + str(answer.status))
`;

const pythonsHttpClient: Client = ({ url, key, body }) => program('python3', ['-c', python, url, key, body]);

const fetching: Client = async ({ url, key, body }) => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
};

/** Plain HTTP/1.0: no Host header, no keep-alive; the response ends with the connection. */
const http10: Client = async ({ url, key, body }) => {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('no response to HTTP/1.0')));
  const length = Buffer.byteLength(body);
  const lines = [`POST ${pathname} HTTP/1.0`, 'Content-Type: application/json', `Content-Length: ${length}`];
  socket.write([...lines, `IDEMPOTENCY-KEY: ${key}`, '', body].join('\r\n'));
  const whole = await text(socket);
  const at = whole.indexOf('\r\n\r\n');
  return { status: Number(whole.split(' ', 2)[1]), text: whole.slice(at + 4) };
};

export const clients: Readonly<Record<string, Client>> = {
  fetch: fetching,
  curl,
  "Python's http.client": pythonsHttpClient,
  'raw HTTP/1.0': http10,
};
