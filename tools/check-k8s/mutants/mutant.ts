import { type KubernetesObject } from '@kubernetes/client-node';
import { type Overlay } from '../render.ts';

/** The change that breaks an object: a value for a path, or `gone` to remove it. */
export interface Mutant {
  readonly rule: string;
  readonly overlay: Overlay;
  /** `Deployment/checkout`; the hash of a generated name can be omitted. */
  readonly title: string;
  /** `spec>replicas`; empty is the object itself. */
  readonly path: string;
  readonly value: unknown;
}

export const gone = undefined;

type Row = readonly [path: string, value: unknown];

/** Mutants that one rule must find, in one object. */
const of =
  (overlay: Overlay) =>
  (rule: string, title: string, ...rows: readonly Row[]): Mutant[] =>
    rows.map(([path, value]) => ({ rule, overlay, title, path, value }));

export const demo = of('demo');
export const production = of('production');

/** Paths in a Deployment, StatefulSet or Job. */
export const pod = 'spec>template>spec';
export const main = `${pod}>containers>0`;
export const name = 'app.kubernetes.io/name';
export const checkout = 'Deployment/checkout';
export const storefront = 'Deployment/storefront';

type Container = Record<string, unknown>;

/** The hash suffix that kustomize appends to a name: ten letters and digits. */
const withoutHash = (name = ''): string => name.replace(/-[2-9bcdfghkmt]{10}$/, '');

/** Applies one change to the objects. Throws if there is nothing to change. */
export function mutate(
  objects: readonly KubernetesObject[],
  { title, path, value }: Mutant,
): KubernetesObject[] {
  const copy = structuredClone(objects) as KubernetesObject[];
  const [kind, start = ''] = title.split('/');
  const found = copy.filter((each) => each.kind === kind && each.metadata?.name?.startsWith(start));
  const object = found.find(({ metadata }) => withoutHash(metadata?.name) === start) ?? found[0];
  if (object === undefined) throw new Error(`there is no ${title}`);
  if (path === '') return copy.filter((each) => each !== object);
  const keys = path.split('>');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((inner, key) => (inner as Container | undefined)?.[key], object);
  if (typeof parent !== 'object' || parent === null) throw new Error(`${title} has no ${keys.join('>')}`);
  if (value === gone && !(last in parent)) throw new Error(`${title} has no ${path}`);
  if (value !== gone) (parent as Container)[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete (parent as Container)[last];
  return copy;
}
