import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { containerEdges, type ExtraService, extraServicePort, serviceCopies } from '@holdfast/local-stack';
import { type Overlay, overlays } from '../../check-k8s/render.ts';
import { copiedFiles, copiedParts } from './copied-parts.ts';
import { type DeployedService, modelPolicies, portBase, renamed, renamedPolicy } from './model.ts';
import { renderingWith } from './rendering-with.ts';

export interface Deployment {
  /** Texts by path, relative to the root. */
  readonly files: ReadonlyMap<string, string>;
  readonly renderings: ReadonlyMap<Overlay, string>;
}

/**
 * The texts that deploy the last of these services like all others: its image, compose and Kubernetes. Files
 * that this repository does not have are left out.
 * @throws Error if a file names the services in another way than this repository's
 */
export function deploymentOf(root: string, services: readonly ExtraService[]): Deployment {
  const service = deployed(services);
  const files = new Map<string, string>();
  const texts = {
    has: (file: string): boolean => files.has(file) || existsSync(path.join(root, file)),
    get: (file: string): string => files.get(file) ?? readFileSync(path.join(root, file), 'utf8'),
  };
  const edit = (file: string, change: (text: string) => string): void => {
    if (texts.has(file)) files.set(file, change(texts.get(file)));
  };
  for (const file of copiedFiles.filter(texts.has))
    files.set(renamed(file, service), renamed(texts.get(file), service));
  for (const [file, parts] of Object.entries(copiedParts))
    edit(file, (text) => parts.reduce((result, part) => withCopy(file, result, part, service), text));
  edit('docker-compose.yml', (text) => withAddresses(text, service));
  edit('compose/failure-lab.json', (text) => withEdges(text, services));
  edit(settingsFile(service.name), (text) => text + service.calls.map(addressInCluster).join(''));
  edit(secretsFile(service.name), (text) => withCallersKey(text, service));
  edit('k8s/base/network/between-services.yaml', (text) => withPolicies(text, service));
  const renderings = overlays
    .filter((overlay) => existsSync(path.join(root, `k8s/rendered/${overlay}.yaml`)))
    .map((overlay): readonly [Overlay, string] => [
      overlay,
      renderingWith(texts.get(`k8s/rendered/${overlay}.yaml`), service, {
        settings: texts.get(settingsFile(service.name)),
        secrets: new Map(
          [service.name, `${service.name}-migrations`, 'postgres'].map((name) => [
            name,
            texts.get(secretsFile(name)),
          ]),
        ),
      }),
    ]);
  return { files, renderings: new Map(renderings) };
}

const settingsFile = (name: string): string => `k8s/base/settings/${name}.env`;
const secretsFile = (name: string): string => `k8s/overlays/demo/secrets/${name}.env`;

function deployed(services: readonly ExtraService[]): DeployedService {
  const { name = '', calls = [] } = services.at(-1) ?? {};
  const ports = new Map(
    serviceCopies({ portBase, copies: 1, extraServices: services }).map((copy) => [copy.name, copy.port]),
  );
  const edges = containerEdges(1, services);
  return {
    name,
    port: extraServicePort(portBase, services.length - 1),
    calls: calls.flatMap(({ role, variable }) => {
      const edge = edges.find(({ from, to }) => from === name && to === role);
      const port = ports.get(role);
      return edge === undefined || port === undefined ? [] : [{ role, variable, port, edgePort: edge.port }];
    }),
  };
}

function withCopy(file: string, text: string, part: RegExp, service: DeployedService): string {
  if (text.search(part) < 0)
    throw new Error(`${file} does not name the services as it did: nothing in it matches ${String(part)}`);
  return text.replace(part, (found) => `${found}${renamed(found, service)}`);
}

function withAddresses(text: string, { name, calls }: DeployedService): string {
  const addresses = calls.map(
    ({ variable, edgePort }) => `      ${variable}: http://failure-lab:${edgePort}\n`,
  );
  return text.replace(
    `    networks: [${name}]\n    environment:\n      <<: *settings\n`,
    (found) => `${found}${addresses.join('')}`,
  );
}

function withEdges(text: string, services: readonly ExtraService[]): string {
  const name = services.at(-1)?.name ?? '';
  const added = containerEdges(1, services)
    .filter(({ from }) => from === name)
    .map((edge) => `,\n${JSON.stringify(edge, undefined, 2).replaceAll(/^/gm, '    ')}`);
  const end = /\n {2}\]\n\}\n$/;
  if (!end.test(text)) throw new Error('compose/failure-lab.json does not end with its edges');
  return text.replace(end, (found) => `${added.join('')}${found}`);
}

const addressInCluster = ({ variable, role, port }: DeployedService['calls'][number]): string =>
  `${variable}=http://${role}:${port}\n`;

/** A key has at least 24 characters. */
const withCallersKey = (text: string, { name }: DeployedService): string =>
  text.replace(/^api_keys=/, `api_keys=checkout:demo-checkout-at-${name}-for-kind-only:charge+read,`);

function withPolicies(text: string, { name, calls }: DeployedService): string {
  const documents = text.split(/^---\n/m);
  const pair = modelPolicies.map((policy) => {
    const found = documents.find((document) => document.includes(`\n  name: ${policy}\n`));
    if (found === undefined)
      throw new Error(`k8s/base/network/between-services.yaml has no policy ${policy}`);
    return found;
  });
  return [text, ...calls.flatMap((call) => pair.map((policy) => renamedPolicy(policy, name, call)))].join(
    '---\n',
  );
}
