import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What makes two requests the same request. */
export interface FingerprintedRequest {
  readonly method: string;
  readonly path: string;
  /** The query string as sent, without `?`. */
  readonly query: string;
  /** The body's bytes; empty when there is none. */
  readonly body: Buffer;
}

/** Grows when the recipe changes, so that an old fingerprint never passes for a new one by chance. */
const recipe = 'holdfast-fingerprint-1';

/**
 * SHA-256 over method, path, sorted query and body. JSON bodies count in RFC 8785 form, so key order and white space make no
 * difference; a body with a number that JavaScript cannot hold exactly counts by its bytes, so that 9007199254740993 and
 * 9007199254740992 differ.
 */
export function fingerprint(request: FingerprintedRequest): Buffer {
  const query = request.query.split('&').sort().join('&');
  const hash = createHash('sha256');
  for (const part of [recipe, request.method, request.path, query]) hash.update(part).update('\0');
  return hash.update(comparableBody(request.body)).digest();
}

function comparableBody(body: Buffer): string | Buffer {
  if (body.length === 0) return body;
  let isExact = true;
  const noteInexact = (_key: string, value: unknown, context?: { source?: string }): unknown => {
    if (typeof value === 'number' && String(value) !== context?.source) isExact = false;
    return value;
  };
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'), noteInexact);
    return (isExact ? canonicalize(parsed) : undefined) ?? body;
  } catch {
    return body;
  }
}
