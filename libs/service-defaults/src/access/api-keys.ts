import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { weaknessOf } from './secrets.ts';
import { defaultScopes, readScopes, type Scope, scopes } from './scopes.ts';

export interface ApiKey {
  readonly caller: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
}

/** The caller of a key, and its scopes. */
export type KeyHolder = Pick<ApiKey, 'caller' | 'scopes'>;

/** The caller of requests without an API key on public routes. No key may use this name. */
export const publicCaller = 'public';

/**
 * Parses `name:secret:scopes,name:secret`. Scopes are joined by `+`; a key without scopes may charge and
 * refund. A caller may have several secrets, so that the old one stays valid during a rotation. Two callers
 * may not share one.
 */
export const apiKeyList = z
  .string()
  .default('')
  .transform((text, context) => {
    const entries = text
      .split(',')
      .filter((entry) => entry.trim() !== '')
      .map((entry) => readEntry(entry.trim()));
    const keys = entries.map(({ key }) => key);
    const problem = entries.find(({ fault }) => fault !== undefined)?.fault ?? problemOf(keys);
    if (problem === undefined) return keys;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });

/** An `apiKeyList` that refuses short secrets and placeholders. */
export const strongApiKeyList = apiKeyList.superRefine((keys, context) => {
  for (const message of weakKeys(keys)) context.addIssue({ code: 'custom', message });
});

/** One sentence per weak key, without its secret. */
export function weakKeys(keys: readonly ApiKey[]): string[] {
  return keys.flatMap(({ caller, secret }) => {
    const weakness = weaknessOf(secret);
    return weakness === undefined
      ? []
      : [`the secret of ${caller} ${weakness}; make one with: openssl rand -hex 24`];
  });
}

/**
 * The last part is scopes if any of its words is a scope; otherwise it belongs to the secret, which may
 * contain colons.
 */
function readEntry(entry: string): { readonly key: ApiKey; readonly fault?: string } {
  const [caller = '', ...rest] = entry.split(':');
  const given = rest.length > 1 ? readScopes(rest.at(-1) ?? '') : undefined;
  if (given === undefined) return { key: { caller, secret: rest.join(':'), scopes: defaultScopes } };
  const key = { caller, secret: rest.slice(0, -1).join(':'), scopes: given.scopes };
  if (given.unknown.length === 0) return { key };
  return { key, fault: `gives ${caller} an unknown scope; the scopes are ${scopes.join(', ')}` };
}

function problemOf(keys: readonly ApiKey[]): string | undefined {
  if (keys.some(({ caller, secret }) => !/^[\w.-]+$/.test(caller) || !/^[\x21-\x7e]+$/.test(secret)))
    return 'must be name:secret:scopes,name:secret, with names of letters, digits, "_", "." and "-"';
  if (keys.some(({ caller }) => caller === publicCaller)) return `the name "${publicCaller}" is reserved`;
  return sharedSecret(keys);
}

/** Reports a secret that is listed twice, without repeating it. */
function sharedSecret(keys: readonly ApiKey[]): string | undefined {
  const known = new Map<string, ApiKey>();
  for (const key of keys) {
    const other = known.get(key.secret) ?? key;
    if (other.caller !== key.caller) return `${other.caller} and ${key.caller} have the same secret`;
    if ([...other.scopes].sort().join() !== [...key.scopes].sort().join())
      return `${key.caller} lists one secret with different scopes`;
    known.set(key.secret, key);
  }
  return undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Finds a caller by its secret, in constant time. */
export class ApiKeys {
  private readonly keys: { holder: KeyHolder; digest: Buffer }[];

  /**
   * @throws RangeError if two callers share a secret, or one secret has two sets of scopes, across all lists.
   */
  constructor(...lists: (readonly ApiKey[])[]) {
    const keys = lists.flat();
    const problem = sharedSecret(keys);
    if (problem !== undefined) throw new RangeError(problem);
    this.keys = keys.map(({ caller, secret, scopes }) => ({
      holder: { caller, scopes },
      digest: digest(secret),
    }));
  }

  /** The holder of this secret; undefined if it is not a key. */
  holderOf(secret: string): KeyHolder | undefined {
    const presented = digest(secret);
    let holder: KeyHolder | undefined;
    for (const key of this.keys) if (timingSafeEqual(key.digest, presented)) holder = key.holder;
    return holder;
  }
}
