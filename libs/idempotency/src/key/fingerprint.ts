import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { readLiterals } from './json-literals.ts';

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
 * SHA-256 over method, path, query and body. The order of parameters with different names makes no difference, nor do key order and
 * white space of a JSON body, which counts in RFC 8785 form. A body that this form would not tell from another one counts by its
 * bytes: with a number that is not written as JavaScript would (9007199254740993 and 9007199254740992 differ), or with a repeated member
 * (of which a reader may take either).
 */
export function fingerprint(request: FingerprintedRequest): Buffer {
  const line = `${recipe}\0${request.method}\0${request.path}\0${sortedByName(request.query)}\0`;
  const body = comparableBody(request.body);
  const whole = typeof body === 'string' ? line + body : Buffer.concat([Buffer.from(line), body]);
  return hash('sha256', whole, 'buffer');
}

/** Parameters of one name keep their order: it may mean something. */
function sortedByName(query: string): string {
  if (!query.includes('&')) return query;
  const named = query.split('&').map((parameter) => ({ parameter, name: parameter.split('=', 1)[0] ?? '' }));
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return named.map(({ parameter }) => parameter).join('&');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function comparableBody(body: Buffer): string | Buffer {
  if (body.length === 0) return body;
  try {
    const text = utf8.decode(body);
    const canonical = canonicalize(JSON.parse(text));
    if (canonical === undefined) return body;
    const { members, areNumbersExact } = readLiterals(text);
    return areNumbersExact && members === readLiterals(canonical).members ? canonical : body;
  } catch {
    return body;
  }
}
