import { invariants } from '../invariants/check-invariants.ts';

/** A mistake that a tired engineer could make, kept as a patch that is applied to a copy of the tree, never to the tree. */
export interface SeededBug {
  /** That of its file without `.patch`: `01-keys-are-not-unique`. */
  readonly name: string;
  readonly patch: string;
  /** What it breaks, in plain words. */
  readonly breaks: string;
  /** The scenarios that must find it. */
  readonly scenarios: readonly string[];
  /** How they must find it; one of these is enough. */
  readonly signs: readonly Sign[];
}

/** What turns red: an invariant, by its number, or an assertion, by words of its message. */
export type Sign =
  | { readonly kind: 'invariant'; readonly number: number }
  | { readonly kind: 'assertion'; readonly says: string };

/** A patch file whose head does not say what is needed. */
export class UnclearPatch extends Error {
  constructor(name: string, why: string) {
    super(`${name}.patch: ${why}`);
    this.name = 'UnclearPatch';
  }
}

/**
 * Reads a patch file. Before its first `--- a/` stand three fields, each one line:
 * `Breaks:` in plain words, `Scenarios:` with commas between, `Turns red:` invariants and words of assertions, with semicolons between:
 * `invariant 1; "charged twice"`.
 * @throws UnclearPatch
 */
export function readSeededBug(name: string, text: string): SeededBug {
  const [head = ''] = text.split(/^--- a\//m, 1);
  const field = (label: string): string => {
    const value = new RegExp(`^${label}: *(\\S.*)$`, 'm').exec(head)?.[1]?.trim();
    if (value === undefined) throw new UnclearPatch(name, `its head has no line "${label}: …"`);
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
    `${text} is neither "invariant N", with N the number of one, nor words of an assertion in quotes`,
  );
}
