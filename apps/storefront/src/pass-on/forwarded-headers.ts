import { type IncomingHttpHeaders } from 'node:http';

/** Headers of one connection (RFC 9110, 7.6.1), and those settled before a request is passed on. */
const ofOneConnection = [
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Customers are known by their tokens. Cookies belong to other programs on this host. */
const keptHere = ['cookie', ...ofOneConnection];
const ofBodies = ['content-length', 'content-type', 'content-encoding'];

type Headers = Record<string, string | string[] | undefined>;

export interface Sender {
  /** Address of the connection that the request came from. */
  readonly peer: string;
  readonly requestId: string;
  readonly traceparent: string;
  /** Time until the sender's deadline, ms; Infinity without one. */
  readonly remainingMs: number;
  /** Bytes of the body; undefined for a method without one. */
  readonly bodyBytes: number | undefined;
  /** Further headers that stay here. */
  readonly withheld?: readonly string[];
}

/**
 * The headers of a request as they are passed on: unchanged, except that the peer is added to
 * `X-Forwarded-For`, and the time already spent is taken off `X-Request-Timeout-Ms`.
 */
export function requestHeaders(given: IncomingHttpHeaders, sender: Sender): Headers {
  const { withheld = [] } = sender;
  const headers = without(given, [
    ...keptHere,
    ...withheld,
    ...(sender.bodyBytes === undefined ? ofBodies : []),
  ]);
  const hops = [given['x-forwarded-for'], withoutMapping(sender.peer)].flat();
  headers['x-forwarded-for'] = hops.filter((hop) => hop !== undefined && hop !== '').join(', ');
  headers['x-request-id'] ??= sender.requestId;
  headers['traceparent'] ??= sender.traceparent;
  if (sender.bodyBytes !== undefined) headers['content-length'] = String(sender.bodyBytes);
  if (sender.remainingMs !== Infinity)
    headers['x-request-timeout-ms'] = String(Math.max(0, Math.floor(sender.remainingMs)));
  return headers;
}

/** The headers of a response as they are passed back: all but those of the connection. */
export function responseHeaders(given: IncomingHttpHeaders): Headers {
  const listed = [given.connection ?? ''].flat().join(',').toLowerCase().split(',');
  return without(given, [...ofOneConnection, ...listed.map((name) => name.trim())]);
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/** An IPv4 address that arrives at an IPv6 socket, in its usual form. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
