import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { type Overlay } from './render.ts';
import { type KubernetesObject, titleOf } from './rendering.ts';

/** One mistake in an overlay. */
export interface Mutant {
  readonly overlay: Overlay;
  /** `Deployment/checkout`. */
  readonly title: string;
  /** `spec>replicas`; empty for the whole object. */
  readonly path: string;
  /** In its place; null removes it. */
  readonly value: unknown;
}

type Mistakes = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** The mistakes in mutants.yaml. */
export function mutants(): Mutant[] {
  const text = readFileSync(path.join(import.meta.dirname, 'mutants.yaml'), 'utf8');
  return Object.entries(load(text) as Mistakes).flatMap(([place, mistakes]) => {
    const [overlay, title = ''] = place.split(' ') as [Overlay, string];
    return mistakes.flatMap((mistake) =>
      Object.entries(mistake).map(([path, value]) => ({ overlay, title, path, value })),
    );
  });
}

/** Applies one mistake to the objects. Throws if there is nothing to change. */
export function mutate(
  objects: readonly KubernetesObject[],
  { title, path, value }: Mutant,
): KubernetesObject[] {
  const copy = structuredClone([...objects]);
  const object = copy.find((each) => titleOf(each) === title);
  if (path === '' && value !== null) return [...copy, value as KubernetesObject];
  if (object === undefined) throw new Error(`there is no ${title}`);
  if (path === '') return copy.filter((each) => each !== object);
  const keys = path.split('>');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], object);
  if (typeof parent !== 'object' || parent === null) throw new Error(`${title} has no ${keys.join('>')}`);
  if (value === null && !(last in parent)) throw new Error(`${title} has no ${path}`);
  if (value !== null) (parent as Record<string, unknown>)[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return copy;
}
