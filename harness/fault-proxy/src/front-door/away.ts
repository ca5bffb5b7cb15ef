import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';

/** A request without a response. */
export interface Unanswered {
  /** The lab's label: `POST /checkouts`. */
  readonly label: string;
  readonly isBackground: boolean;
  readonly method: string;
  /** The path, with the query if any. */
  readonly target: string;
  /** The caller's, if it sent one. */
  readonly traceparent: string | undefined;
  readonly exchange: number;
}

type AwayRequest = Pick<Unanswered, 'method' | 'target' | 'traceparent'>;

export interface AwayResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const status = 503;
/** 1 s: the same as the services' own Retry-After for an unreachable database. */
const retryAfterSeconds = 1;

const changesNothing = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** The response to a request that was not forwarded. */
export const notPassedOn = (to: string, request: AwayRequest): AwayResponse =>
  away(request, `No instance of ${to} is ready. The request was not forwarded. Retry it.`);

/** The response to a request whose server failed before it responded. */
export const responseLost = (to: string, request: AwayRequest): AwayResponse =>
  away(
    request,
    changesNothing(request.method)
      ? `The response of ${to} was lost. Retry the request.`
      : `The response of ${to} was lost, so the request may have taken effect. Retry it with the same Idempotency-Key.`,
  );

/** The problem `service_unavailable` in the services' own form: docs/problems/service_unavailable.md. */
function away({ target, traceparent = '' }: AwayRequest, detail: string): AwayResponse {
  const [, traceId = randomBytes(16).toString('hex')] = /^00-([0-9a-f]{32})-/.exec(traceparent) ?? [];
  const body = JSON.stringify({
    type: 'urn:holdfast:problem:service_unavailable',
    title: 'The service is temporarily unavailable',
    status,
    detail,
    instance: target.split('?', 1)[0],
    code: 'service_unavailable',
    traceId,
    retryAfterSeconds,
  });
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'content-length': `${Buffer.byteLength(body)}`,
      'retry-after': `${retryAfterSeconds}`,
      // The next request uses a new connection, which finds another server.
      connection: 'close',
    },
    body,
  };
}

/** The response as bytes, for a connection whose server is gone. */
export function bytesOf({ status: code, headers, body }: AwayResponse, { method }: AwayRequest): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\n${lines.join('')}\r\n`;
  return Buffer.from(method === 'HEAD' ? head : head + body);
}
