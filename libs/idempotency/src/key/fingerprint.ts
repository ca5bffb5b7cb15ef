import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { readLiterals } from './json-literals.ts';

/** The parts of a request that identify it. */
export interface FingerprintedRequest {
  readonly method: string;
  readonly path: string;
  /** The query string as sent, without `?`. */
  readonly query: string;
  /** The bytes of the body; empty if there is none. */
  readonly body: Buffer;
  /**
   * The body as a parser of JSON in strict UTF-8 has read it. Saves parsing it again; ignored if it has been
   * changed since.
   */
  readonly parsed?: unknown;
}

/** Change it together with the recipe, so that an old fingerprint never matches a new one by chance. */
const recipe = 'holdfast-fingerprint-1';

/**
 * SHA-256 over method, path, query and body. Ignores the order of parameters with different names, and key
 * order and white space of a JSON body, which is compared in RFC 8785 form. A body that this form would
 * confuse with another is compared by its bytes: one with a number not written as JavaScript would write it
 * (9007199254740993 and 9007199254740992 differ), or with a repeated member (a parser may take either).
 */
export function fingerprint(request: FingerprintedRequest): Buffer {
  const line = `${recipe}\0${request.method}\0${request.path}\0${sortedByName(request.query)}\0`;
  const body = canonicalAsWritten(request) ?? comparableBody(request.body);
  const whole = typeof body === 'string' ? line + body : Buffer.concat([Buffer.from(line), body]);
  return hash('sha256', whole, 'buffer');
}

/** Parameters of the same name keep their order, which can be significant. */
function sortedByName(query: string): string {
  if (!query.includes('&')) return query;
  const named = query.split('&').map((parameter) => ({ parameter, name: parameter.split('=', 1)[0] ?? '' }));
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return named.map(({ parameter }) => parameter).join('&');
}

/**
 * The canonical form of a body that is written as `JSON.stringify` would write it, as most are: it repeats no
 * member and spells numbers as JavaScript does. Undefined for all others.
 */
function canonicalAsWritten({ body, parsed }: FingerprintedRequest): string | undefined {
  if (parsed === undefined) return undefined;
  try {
    const written = JSON.stringify(parsed) as string | undefined;
    // An escaped surrogate may be alone: such a body is compared by its bytes.
    if (written === undefined || written !== body.toString() || written.includes('\\ud')) return undefined;
    return areKeysSorted(parsed) ? written : canonicalize(parsed);
  } catch {
    return undefined; // nested deeper than the stack
  }
}

function areKeysSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(areKeysSorted);
  let last = '';
  for (const key of Object.keys(value)) {
    if (key < last || !areKeysSorted((value as Readonly<Record<string, unknown>>)[key])) return false;
    last = key;
  }
  return true;
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
