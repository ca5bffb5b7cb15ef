import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { type Overlay } from './render.ts';
import { type KubernetesObject, titleOf } from './rendering.ts';

/** One mistake in an object. */
export interface Mistake {
  /** `Deployment/checkout`; the version of a Job can be left out. */
  readonly title: string;
  /** Keys and indexes; empty for the whole object. */
  readonly path: readonly (string | number)[];
  /** In its place; null removes it. */
  readonly value: unknown;
}

const version = /(?<=^Job\/.*)-\d+-\d+-\d+$/;
const long: Readonly<Record<string, string>> = {
  pod: 'spec>template>spec',
  main: 'spec>template>spec>containers>0',
};

/** The mistakes of mutants.yaml, with the text of each. */
export function mutants(): { readonly overlay: Overlay; readonly text: string; readonly mistake: Mistake }[] {
  const file = readFileSync(path.join(import.meta.dirname, 'mutants.yaml'), 'utf8');
  const rows = (load(file) as Readonly<Record<string, unknown>>[]).flatMap(Object.entries<unknown>);
  return rows.map(([place, value]) => {
    const [overlay, title = '', short = ''] = place.split(' ') as [Overlay, string?, string?];
    const keys = short.replace(/^(pod|main)(?=>)/, (name) => long[name] ?? name).split('>');
    const mistake = { title, path: keys.filter(Boolean), value };
    return { overlay, text: `${place}: ${JSON.stringify(value)}`, mistake };
  });
}

function change(object: KubernetesObject, keys: Mistake['path'], value: unknown): void {
  const parent = keys.slice(0, -1).reduce<unknown>((inner, key) => (inner as never)[key], object);
  const last = keys.at(-1) ?? '';
  if (typeof parent !== 'object' || parent === null || (value === null && !(last in parent)))
    throw new Error(`${titleOf(object)} has no ${keys.join('>')}`);
  if (value !== null) (parent as Record<string, unknown>)[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
}

/** The objects with these mistakes, each in another object. Throws if there is nothing to change. */
export function withMistakes(
  objects: readonly KubernetesObject[],
  ...mistakes: readonly Mistake[]
): KubernetesObject[] {
  const copy = structuredClone([...objects]);
  return mistakes.reduce((all, { title, path: keys, value }) => {
    if (keys.length === 0 && value !== null) return [...all, value as KubernetesObject];
    const object = copy.find((each) => [titleOf(each), titleOf(each).replace(version, '')].includes(title));
    if (object === undefined) throw new Error(`there is no ${title}`);
    if (keys.length === 0) return all.filter((each) => each !== object);
    change(object, keys, value);
    return all;
  }, copy);
}
