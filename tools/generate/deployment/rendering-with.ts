import { dump, load } from 'js-yaml';
import { type DeployedService, model, modelPolicies, renamed, renamedPolicy } from './model.ts';
import { hashOf, type RenderedObject } from './name-hash.ts';

export interface Sources {
  /** The texts of `.env` files: the settings of the service, and Secrets by name. */
  readonly settings: string;
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * A rendering of kustomize with the objects of a new service, as kustomize would write it: it has what the
 * model has. The heading is left out.
 */
export function renderingWith(rendering: string, service: DeployedService, sources: Sources): string {
  const objects = objectsOf(rendering);
  const ofModel = objects.filter(
    (object) => object.kind !== 'NetworkPolicy' && ofModels.test(object.metadata?.name ?? ''),
  );
  const fresh = withHashes(
    ofModel.map((object) =>
      withData(
        changed(object, (text) => renamed(text, service)),
        service,
        sources,
      ),
    ),
  );
  const policies = objects.filter((object) => modelPolicies.includes(object.metadata?.name ?? ''));
  const added = [
    ...fresh,
    ...service.calls.flatMap((call) =>
      policies.map((policy) => changed(policy, (text) => renamedPolicy(text, service.name, call))),
    ),
  ];
  return joined(sorted([...withPasswords(objects, service, sources), ...added]));
}

/** A rendering whose data have changed, with their hashes in its names. The heading is left out. */
export const rehashed = (rendering: string): string => joined(withHashes(objectsOf(rendering)));

const objectsOf = (rendering: string): RenderedObject[] =>
  rendering
    .replace(/^#.*\n/, '')
    .split(/^---\n/m)
    .map((text) => load(text) as RenderedObject);

const joined = (objects: readonly RenderedObject[]): string => objects.map(dumped).join('---\n');

const ofModels = new RegExp(`^(migrate-)?${model}(-|$)`);
const hashed = /-[2-9bcdfghkmt]{10}$/;
const isHashed = ({ kind = '', metadata }: RenderedObject): boolean =>
  ['ConfigMap', 'Secret'].includes(kind) && hashed.test(metadata?.name ?? '');
const withoutHash = ({ metadata }: RenderedObject): string => (metadata?.name ?? '').replace(hashed, '');

const changed = <Thing>(thing: Thing, change: (text: string) => string): Thing =>
  JSON.parse(change(JSON.stringify(thing))) as Thing;

const entriesOf = (env: string): readonly (readonly [string, string])[] =>
  env
    .split('\n')
    .filter(Boolean)
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));

/** Base64 in lines of 70 characters, as kustomize folds it. */
function encoded(value: string): string {
  const text = Buffer.from(value).toString('base64');
  return text.length > 70 ? text.replaceAll(/.{1,70}/g, '$&\n') : text;
}

function withData(object: RenderedObject, { name }: DeployedService, sources: Sources): RenderedObject {
  if (!isHashed(object)) return object;
  if (object.kind === 'ConfigMap')
    return { ...object, data: Object.fromEntries(entriesOf(sources.settings)) };
  return { ...object, data: secretData(sources, withoutHash(object) || name) };
}

const secretData = ({ secrets }: Sources, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(entriesOf(secrets.get(name) ?? '').map(([key, value]) => [key, encoded(value)]));

/** Gives each object with a hash in its name the hash of its data, also where others name it. */
function withHashes(objects: readonly RenderedObject[]): RenderedObject[] {
  const names = objects
    .filter(isHashed)
    .map((object) => [object.metadata?.name ?? '', `${withoutHash(object)}-${hashOf(object)}`] as const);
  return objects.map((object) =>
    changed(object, (text) => names.reduce((result, [old, now]) => result.replaceAll(old, now), text)),
  );
}

/** The Postgres of a trial creates the users of the service, from their passwords. */
function withPasswords(
  objects: readonly RenderedObject[],
  service: DeployedService,
  sources: Sources,
): RenderedObject[] {
  const secret = objects.find((object) => object.kind === 'Secret' && withoutHash(object) === 'postgres');
  if (secret === undefined) return [...objects];
  const server = objects.find(
    (object) => object.kind === 'StatefulSet' && withoutHash(object) === 'postgres',
  );
  const items = new RegExp(`(?:,\\{"key":"${model}_\\w+","path":"\\w+"\\})+`);
  const fresh = withHashes([
    { ...secret, data: secretData(sources, 'postgres') },
    changed(server ?? {}, (text) => text.replace(items, (found) => `${found}${renamed(found, service)}`)),
  ]);
  return [...objects.filter((object) => object !== secret && object !== server), ...fresh];
}

/** Objects of a kind are together, by name. */
function sorted(objects: readonly RenderedObject[]): RenderedObject[] {
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  const nameOf = ({ metadata }: RenderedObject): string => metadata?.name ?? '';
  return kinds.flatMap((kind) =>
    objects
      .filter((object) => object.kind === kind)
      .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)),
  );
}

/** In the style of kustomize. */
export const dumped = (object: RenderedObject): string =>
  dump(object, { seqNoIndent: true, lineWidth: -1, quoteStyle: 'double', noRefs: true, sortKeys: true });
