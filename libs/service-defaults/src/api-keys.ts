import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { weaknessOf } from './secrets.ts';
import { defaultScopes, readScopes, type Scope, scopes } from './scopes.ts';

export interface ApiKey {
  readonly caller: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
}

/** Who presents a key, and what that key may do. */
export type KeyHolder = Pick<ApiKey, 'caller' | 'scopes'>;

/** The caller that requests without an API key share on public routes. No key may carry this name. */
export const publicCaller = 'public';

/**
 * `name:secret:scopes,name:secret`: who may call, by which secret, and what for. Scopes are joined by `+`; without them a key may charge and
 * refund. A caller may have several secrets, so that the old one holds until the new one is everywhere; no two callers have one secret.
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

/** An `apiKeyList` whose secrets are long, and no placeholders. */
export const strongApiKeyList = apiKeyList.superRefine((keys, context) => {
  for (const message of weakKeys(keys)) context.addIssue({ code: 'custom', message });
});

/** A sentence for each key that could be guessed, without its secret. */
export function weakKeys(keys: readonly ApiKey[]): string[] {
  return keys.flatMap(({ caller, secret }) => {
    const weakness = weaknessOf(secret);
    return weakness === undefined
      ? []
      : [`the secret of ${caller} ${weakness}; make one with: openssl rand -hex 24`];
  });
}

/** The last part is scopes if one of its words is a scope, else it belongs to the secret, which may have colons in it. */
function readEntry(entry: string): { readonly key: ApiKey; readonly fault?: string } {
  const [caller = '', ...rest] = entry.split(':');
  const given = rest.length > 1 ? readScopes(rest.at(-1) ?? '') : undefined;
  if (given === undefined) return { key: { caller, secret: rest.join(':'), scopes: defaultScopes } };
  const key = { caller, secret: rest.slice(0, -1).join(':'), scopes: given.scopes };
  if (given.unknown.length === 0) return { key };
  return { key, fault: `gives ${caller} a scope that does not exist; there are ${scopes.join(', ')}` };
}

function problemOf(keys: readonly ApiKey[]): string | undefined {
  if (keys.some(({ caller, secret }) => !/^[\w.-]+$/.test(caller) || !/^[\x21-\x7e]+$/.test(secret)))
    return 'must be name:secret:scopes,name:secret, names of letters, digits, "_", "." and "-"';
  if (keys.some(({ caller }) => caller === publicCaller)) return `the name "${publicCaller}" is reserved`;
  return sharedSecret(keys);
}

/** What is wrong when one secret is given twice, in terms that do not repeat it. */
function sharedSecret(keys: readonly ApiKey[]): string | undefined {
  const known = new Map<string, ApiKey>();
  for (const key of keys) {
    const other = known.get(key.secret) ?? key;
    if (other.caller !== key.caller) return `${other.caller} and ${key.caller} have the same secret`;
    if ([...other.scopes].sort().join() !== [...key.scopes].sort().join())
      return `${key.caller} has one secret with different scopes`;
    known.set(key.secret, key);
  }
  return undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Finds callers by the secret they present, in a time that depends on neither the secret nor which key matches. */
export class ApiKeys {
  private readonly keys: { holder: KeyHolder; digest: Buffer }[];

  /** @throws RangeError when two callers have one secret, or one secret has two sets of scopes, in whichever lists they stand. */
  constructor(...lists: (readonly ApiKey[])[]) {
    const keys = lists.flat();
    const problem = sharedSecret(keys);
    if (problem !== undefined) throw new RangeError(problem);
    this.keys = keys.map(({ caller, secret, scopes }) => ({
      holder: { caller, scopes },
      digest: digest(secret),
    }));
  }

  /** Whose key this secret is, and what it may do; undefined when it is no key. */
  holderOf(secret: string): KeyHolder | undefined {
    const presented = digest(secret);
    let holder: KeyHolder | undefined;
    for (const key of this.keys) if (timingSafeEqual(key.digest, presented)) holder = key.holder;
    return holder;
  }
}
