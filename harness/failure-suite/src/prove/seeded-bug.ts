import { invariants } from '@holdfast/witness';

/** A plausible mistake, stored as a patch that is only ever applied to a copy of the tree. */
export interface SeededBug {
  /** The file name without `.patch`: `01-keys-are-not-unique`. */
  readonly name: string;
  readonly patch: string;
  /** The consequence, in one sentence. */
  readonly breaks: string;
  /** The scenarios that must find it. */
  readonly scenarios: readonly string[];
  /** The ways to find it; one is enough. */
  readonly signs: readonly Sign[];
}

/** A failure that reveals the bug: an invariant by number, or an assertion by part of its message. */
export type Sign =
  | { readonly kind: 'invariant'; readonly number: number }
  | { readonly kind: 'assertion'; readonly says: string };

/** Thrown for a patch file whose header is incomplete. */
export class UnclearPatch extends Error {
  constructor(name: string, why: string) {
    super(`${name}.patch: ${why}`);
    this.name = 'UnclearPatch';
  }
}

/**
 * Reads a patch file. Its header, before the first `--- a/`, has three one-line fields: `Breaks:` a sentence;
 * `Scenarios:` names, separated by commas; `Turns red:` signs, separated by semicolons: `invariant 1;
 * "charged twice"`.
 * @throws UnclearPatch
 */
export function readSeededBug(name: string, text: string): SeededBug {
  const [head = ''] = text.split(/^--- a\//m, 1);
  const field = (label: string): string => {
    const value = new RegExp(`^${label}: *(\\S.*)$`, 'm').exec(head)?.[1]?.trim();
    if (value === undefined) throw new UnclearPatch(name, `its header has no line "${label}: …"`);
    return value;
  };
  return {
    name,
    patch: text.slice(head.length),
    breaks: field('Breaks'),
    scenarios: field('Scenarios').split(/\s*,\s*/),
    signs: field('Turns red')
      .split(/\s*;\s*/)
      .map((sign) => signOf(name, sign)),
  };
}

const numbers: ReadonlySet<number> = new Set(invariants.map(({ number }) => number));

function signOf(name: string, text: string): Sign {
  const number = Number(/^invariant (\d+)$/.exec(text)?.[1]);
  if (numbers.has(number)) return { kind: 'invariant', number };
  const says = /^"(.+)"$/.exec(text)?.[1];
  if (says !== undefined) return { kind: 'assertion', says };
  throw new UnclearPatch(
    name,
    `${text} is neither the number of an invariant ("invariant N") nor part of an assertion in quotes`,
  );
}
