import { loadAll } from 'js-yaml';

/** An object as it is in YAML. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly [field: string]: unknown;
}

type Data = Readonly<Record<string, string>>;

/** The parts of a container that others depend on. */
export interface FoundContainer {
  readonly name?: string;
  readonly image?: string;
  readonly env?: readonly { readonly name?: string; readonly value?: string }[];
  readonly resources?: { readonly limits?: Data; readonly requests?: Data };
}

/** Kustomize appends a hash of their content to these names. */
export const hashed = /-[2-9bcdfghkmt]{10}$/;
const isHashed = (kind = ''): boolean => ['ConfigMap', 'Secret'].includes(kind);

/** `Secret/checkout`: the kind and the name, without the hash of its content. */
export function titleOf({ kind, metadata }: KubernetesObject): string {
  const name = metadata?.name ?? '';
  return `${kind}/${isHashed(kind) ? name.replace(hashed, '') : name}`;
}

/** The value at a path; undefined if there is none. */
const at = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key],
    value,
  );

/** The parsed output of `kustomize build`, with Secrets decoded. */
export class Rendering {
  readonly objects: readonly KubernetesObject[];
  private readonly byTitle: ReadonlyMap<string, KubernetesObject>;

  constructor(objects: readonly KubernetesObject[]) {
    this.objects = objects;
    this.byTitle = new Map(objects.map((object) => [titleOf(object), object]));
  }

  static parse(text: string): Rendering {
    const objects = loadAll(text) as KubernetesObject[];
    return new Rendering(
      objects.map((object) => (object.kind === 'Secret' ? withDecodedData(object) : object)),
    );
  }

  find(title: string): KubernetesObject | undefined {
    return this.byTitle.get(title);
  }

  /** The name of an object with its hash; without one if there is no such object. */
  nameOf(title: string): string {
    return this.find(title)?.metadata?.name ?? title.replace(/^.*\//, '');
  }

  /** The value at a path of an object; undefined if there is none. */
  at(title: string, ...path: readonly (string | number)[]): unknown {
    return at(this.find(title), path);
  }

  container(title: string, name: string): FoundContainer | undefined {
    const lists = ['containers', 'initContainers'].map((list) =>
      this.at(title, 'spec', 'template', 'spec', list),
    );
    return lists
      .flatMap((list) => (list as FoundContainer[] | undefined) ?? [])
      .find((each) => each.name === name);
  }

  /** The first host of an Ingress. */
  hostOf(ingress: string): string {
    return String(this.at(`Ingress/${ingress}`, 'spec', 'rules', 0, 'host'));
  }

  /** The settings of a service that are in its ConfigMap. */
  settings(service: string): Data {
    return (this.at(`ConfigMap/${service}-settings`, 'data') as Data | undefined) ?? {};
  }

  /** The values of a Secret; none if it comes from outside. */
  secrets(name: string): Data {
    return (this.at(`Secret/${name}`, 'data') as Data | undefined) ?? {};
  }
}

/** Kustomize folds long values. A value that is not in Base64 stays as it is. */
function decoded(value: string): string {
  const text = Buffer.from(value, 'base64').toString();
  return Buffer.from(text).toString('base64') === value.replace(/\s/g, '') ? text : value;
}

function withDecodedData(secret: KubernetesObject): KubernetesObject {
  const data = Object.entries((secret['data'] as Data | undefined) ?? {});
  return { ...secret, data: Object.fromEntries(data.map(([key, value]) => [key, decoded(value)])) };
}
