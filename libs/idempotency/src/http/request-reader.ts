import { pathOf, publicCaller } from '@holdfast/service-defaults';
import { type FastifyRequest } from 'fastify';
import { type IdempotentRequest, idempotentRequest, readKey } from '../key/idempotent-request.ts';
import { preferredWaitSeconds } from '../key/prefer.ts';
import { type IdempotentRouteOptions } from './route-options.ts';

/** Names the authenticated caller of a request; undefined if the request is anonymous. */
export type CallerOf = (request: FastifyRequest) => string | undefined;

/** Callers as the API keys of service-defaults name them. */
export const callerOfApiKey: CallerOf = ({ caller }) => caller;

/** Reads a request's key, owner and fingerprint. */
export class RequestReader {
  constructor(private readonly callerOf: CallerOf) {}

  /** False if the application names its callers itself, by whatever part of a request. */
  get readsApiKeys(): boolean {
    return this.callerOf === callerOfApiKey;
  }

  /**
   * @throws Problem 400 if the key is missing, malformed or in conflict.
   * @throws Error if the caller is unknown and the route has no scope, or if the body was not read.
   */
  read(request: FastifyRequest, { scope }: IdempotentRouteOptions): IdempotentRequest {
    const body = request.body as { requestId?: unknown } | null | undefined;
    const key = readKey(linesOf(request, 'idempotency-key'), body?.requestId);
    const described = idempotentRequest(this.ownerOf(request, scope), key, {
      method: request.method,
      path: pathOf(request),
      query: request.url.split('?').slice(1).join('?'),
      body: bytesOf(request),
      // Only the parser that keeps the bytes is known to be strict.
      parsed: request.bodyBytes === undefined ? undefined : request.body,
    });
    return { ...described, waitMs: (preferredWaitSeconds(request.headers['prefer']) ?? 0) * 1_000 };
  }

  private ownerOf(request: FastifyRequest, scope: IdempotentRouteOptions['scope']): string {
    const caller = this.callerOf(request) ?? publicCaller;
    if (caller !== publicCaller) return caller;
    if (scope === undefined)
      throw new Error(`the key has no owner: the route ${pathOf(request)} has no caller and no scope`);
    return scope === 'public' ? publicCaller : `session ${scope(request)}`;
  }
}

/**
 * Each header line separately. Node joins them in `headers`, and requests injected without a socket have no
 * `headersDistinct`.
 */
function linesOf({ headers, raw: { rawHeaders } }: FastifyRequest, name: string): string[] {
  const joined = headers[name];
  if (joined === undefined) return [];
  if (typeof joined === 'string' && !joined.includes(',')) return [joined];
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
}

/** The body's original bytes if they were kept, else a serialization of the parsed body. */
function bytesOf(request: FastifyRequest & { rawBody?: Buffer }): Buffer {
  const { body, bodyBytes, rawBody, headers } = request;
  const kept = bodyBytes ?? rawBody;
  if (kept !== undefined) return kept;
  if (Buffer.isBuffer(body)) return body;
  if (body !== undefined && body !== null)
    return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
    throw new Error('requests cannot be distinguished: the body was not read before the key');
  return Buffer.alloc(0);
}
