import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ExtraService, listedServices } from '@holdfast/local-stack';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

export interface Container {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly pull_policy?: string;
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly deploy?: unknown;
  readonly networks?: readonly string[];
  readonly depends_on?: unknown;
}
interface Edge {
  readonly edge: string;
  readonly from: string;
  readonly to: string;
  readonly port: number;
}
export interface Compose {
  /** The text of a file. */
  readonly read: (file: string) => string;
  /** Files with a loop that builds the images. */
  readonly builders: readonly string[];
  readonly extraServices: readonly ExtraService[];
  readonly version: string;
  readonly containers: readonly (readonly [string, Container])[];
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly edges: readonly Edge[];
  readonly controlPort: number;
}

/** Reads how docker compose runs the services of a repository. */
export function readCompose(root: string): Compose {
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const { services, networks, volumes } = load(read('docker-compose.yml'), {
    schema: CORE_SCHEMA.withTags(mergeTag),
  }) as Pick<Compose, 'networks' | 'volumes'> & { readonly services: Readonly<Record<string, Container>> };
  const { edges, controlPort } = JSON.parse(read('compose/failure-lab.json')) as Pick<
    Compose,
    'edges' | 'controlPort'
  >;
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  const workflows = globSync('.github/workflows/{images,kubernetes}.yml', { cwd: root });
  const builders = [...workflows, 'docs/how-to/deploy-to-kubernetes.md'];
  const extraServices = listedServices(root);
  return {
    read,
    builders,
    extraServices,
    version,
    containers: Object.entries(services),
    networks,
    volumes,
    edges,
    controlPort,
  };
}
