import { defaultScopes, type ServiceSettings } from '@holdfast/service-defaults';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** True if it was received over a reused connection. */
  readonly isReused: boolean;
}

export interface Sent {
  readonly method?: string;
  /** A list is sent as one header line each. */
  readonly key?: string | string[];
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly caller?: string;
  readonly signal?: AbortSignal;
}

/** An HTTP client that exposes every byte and keeps its connections open, as clients do. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly url: string,
    private readonly caller?: string,
  ) {}

  send(path: string, { method = 'POST', key, body, headers, caller, signal }: Sent = {}): Promise<Got> {
    const { promise, resolve, reject } = Promise.withResolvers<Got>();
    const secret = caller ?? this.caller;
    const sending = request(this.url + path, {
      method,
      agent: this.agent,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...headers,
      },
      ...(signal === undefined ? {} : { signal }),
    });
    sending.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      response
        .on('error', reject)
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
            isReused: sending.reusedSocket,
          }),
        );
    });
    sending.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
    return promise;
  }

  close(): void {
    this.agent.destroy();
  }
}

/** The parts of a response that must be the same in its replay. */
export const replayable = ({ status, headers, body }: Got): unknown => {
  const { 'content-type': type, 'content-length': length, location, etag, link } = headers;
  return { status, type, length, location, etag, link, body: body.toString('latin1') };
};

export const isReplay = ({ headers }: Got): boolean => headers['idempotent-replayed'] === 'true';

/** The code of a problem, with its status. */
export const problemOf = ({ status, headers, body }: Got): string => {
  const isProblem = headers['content-type']?.startsWith('application/problem+json');
  return isProblem
    ? `${status} ${String((JSON.parse(body.toString()) as { code: unknown }).code)}`
    : `${status}`;
};

/** Settings of a service on a free port; the API key of a caller is its name plus `-secret`. */
export const testSettings = (...callers: string[]): ServiceSettings => ({
  PORT: 0,
  HOST: '127.0.0.1',
  LOG_LEVEL: 'silent',
  LOG_FORMAT: 'json',
  MAX_EVENT_LOOP_DELAY_MS: 60_000,
  API_KEYS: callers.map((caller) => ({ caller, secret: `${caller}-secret`, scopes: defaultScopes })),
  EXTRA_API_KEYS: [],
});
