import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

export interface ApiKey {
  readonly caller: string;
  readonly secret: string;
}

/** The caller that requests without an API key share on public routes. No key may carry this name. */
export const publicCaller = 'public';

/** `name:secret,name:secret`: who may call, and by which secret. A name or a secret may stand only once. */
export const apiKeyList = z
  .string()
  .default('')
  .transform((text, context) => {
    const keys = text
      .split(',')
      .filter((entry) => entry.trim() !== '')
      .map((entry) => {
        const [caller = '', ...rest] = entry.trim().split(':');
        return { caller, secret: rest.join(':') };
      });
    const problem = problemOf(keys);
    if (problem === undefined) return keys;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });

function problemOf(keys: readonly ApiKey[]): string | undefined {
  if (keys.some(({ caller, secret }) => !/^[\w.-]+$/.test(caller) || !/^[\x21-\x7e]+$/.test(secret)))
    return 'must be name:secret,name:secret, names of letters, digits, "_", "." and "-"';
  if (keys.some(({ caller }) => caller === publicCaller)) return `the name "${publicCaller}" is reserved`;
  if (new Set(keys.map((key) => key.caller)).size < keys.length) return 'names a caller twice';
  if (new Set(keys.map((key) => key.secret)).size < keys.length) return 'gives two callers one secret';
  return undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Finds callers by the secret they present, in a time that depends on neither the secret nor which key matches. */
export class ApiKeys {
  private readonly keys: { caller: string; digest: Buffer }[];

  /** @throws RangeError when two callers have one secret, in whichever lists they stand. */
  constructor(...lists: (readonly ApiKey[])[]) {
    const callers = new Map<string, string>();
    for (const { caller, secret } of lists.flat()) {
      const other = callers.get(secret) ?? caller;
      if (other !== caller) throw new RangeError(`${other} and ${caller} have the same secret`);
      callers.set(secret, caller);
    }
    this.keys = lists.flat().map(({ caller, secret }) => ({ caller, digest: digest(secret) }));
  }

  /** The caller's name, or undefined when the secret is nobody's. */
  callerOf(secret: string): string | undefined {
    const presented = digest(secret);
    let caller: string | undefined;
    for (const key of this.keys) if (timingSafeEqual(key.digest, presented)) caller = key.caller;
    return caller;
  }
}
