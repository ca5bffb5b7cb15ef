import { invariants } from '@holdfast/witness';
import { isReadiness, type Readiness } from '../scenario/readiness-box.ts';

/** A plausible mistake, stored as a patch that is only ever applied to a copy of the tree. */
export interface SeededBug {
  /** The file name without `.patch`: `01-keys-are-not-unique`. */
  readonly name: string;
  readonly patch: string;
  /** The consequence, in one sentence. */
  readonly breaks: string;
  /** The scenarios that must find it. */
  readonly scenarios: readonly string[];
  /** The boxes of the checklist whose claim it breaks; for each, a scenario behind the box must find it. */
  readonly boxes: readonly Readiness[];
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
 * "charged twice"`. A line `Boxes:` may name boxes of the checklist, separated by commas.
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
    boxes: boxesIn(name, head),
    signs: field('Turns red')
      .split(/\s*;\s*/)
      .map((sign) => signOf(name, sign)),
  };
}

function boxesIn(name: string, head: string): Readiness[] {
  const [, named = ''] = /^Boxes: *(\S.*)$/m.exec(head) ?? [];
  return named
    .split(/\s*,\s*/)
    .filter((box) => box !== '')
    .map((box) => {
      if (isReadiness(box)) return box;
      throw new UnclearPatch(name, `${box} is not a box of the checklist, such as checkout.timeout`);
    });
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
