import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { callGraph } from '@holdfast/local-stack/call-graph';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

interface Container {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly pull_policy?: string;
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly deploy?: unknown;
}
interface Edge {
  readonly edge: string;
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

const read = (file: string): string => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');
const containers = Object.entries(
  (
    load(read('docker-compose.yml'), { schema: CORE_SCHEMA.withTags(mergeTag) }) as {
      readonly services: Readonly<Record<string, Container>>;
    }
  ).services,
);
const { edges, controlPort } = JSON.parse(read('compose/failure-lab.json')) as {
  readonly edges: readonly Edge[];
  readonly controlPort: number;
};
const { version } = JSON.parse(read('package.json')) as { readonly version: string };
const settingsOf = (app: string): string =>
  read(`${['failure-lab', 'stripe-simulator'].includes(app) ? 'harness' : 'apps'}/${app}/.env.example`);
/** The storefront has two images. */
const appOf = ({ image }: Container): string | undefined =>
  /^localhost\/holdfast\/(.*?)(-demo)?:/.exec(image)?.[1];

describe('docker-compose.yml', () => {
  it('tags our images with the repository version, pins all others, and builds on one base image', () => {
    const [bases, tags] = [
      new Set(read('Dockerfile').match(/node:\S+/g)),
      containers.map(([, { image }]) => image),
    ];
    expect([...bases]).toHaveLength(1);
    for (const image of tags)
      expect(image).toMatch(
        appOf({ image }) === undefined ? /:(\d+\.\d+\.\d+|\d+-trixie(-slim)?)$/ : new RegExp(`:${version}$`),
      );
  });

  it('never pulls our images: a registry that serves such a name would get the secrets', () => {
    const names = containers.map(([, { image }]) => image.replace(/:.*/, ''));
    const servers = ['postgres', 'redis', 'maildev/maildev'];
    for (const name of names.filter((each) => !servers.includes(each)))
      expect(name).toMatch(/^localhost\/holdfast\//);
    for (const [, container] of containers.filter(([, { image }]) => appOf({ image }) !== undefined))
      expect(container.pull_policy).toBe('never');
  });

  it('mounts no file of this folder: its mode and SELinux label would have to match', () => {
    for (const [, { volumes = [] }] of containers)
      for (const volume of volumes) expect(volume).toMatch(/^[a-z][a-z-]*:/);
  });

  it.each(containers)(
    'gives %s no more privileges than it needs',
    (_, { read_only, cap_drop, deploy, ports = [] }) => {
      expect({ read_only, cap_drop }).toEqual({ read_only: true, cap_drop: ['ALL'] });
      expect(deploy).toMatchObject({
        resources: { limits: { memory: expect.any(String), pids: expect.any(Number) } },
      });
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    },
  );

  const steps = ['secrets', 'ops'];
  const apps = containers.filter(([, container]) => !steps.includes(appOf(container) ?? 'secrets'));

  it.each(apps)('gives %s only settings that it knows', (_, container) => {
    const known = settingsOf(appOf(container) ?? '');
    const given = Object.keys(container.environment ?? {}).filter((name) => name !== 'NODE_OPTIONS');
    for (const name of given) expect(known).toMatch(new RegExp(`^${name.replace(/_FILE$/, '')}=`, 'm'));
  });

  it('runs the shop with the pages of the lab, which the other image of the storefront does not hold', () => {
    const shop = containers.find(([name]) => name === 'storefront')?.[1];
    expect(shop?.image).toMatch(/\/storefront-demo:/);
    const [, production = ''] = /^FROM shop AS storefront$(.*?)^FROM/ms.exec(read('Dockerfile')) ?? [];
    expect(production.match(/^COPY .*$/gm)).toEqual([
      'COPY --from=build /pages/web ./apps/storefront/dist/web',
    ]);
  });

  it('has a lab edge for every call, and points each caller at its own', () => {
    const wanted = [...callGraph().edges];
    expect(edges.map(({ edge }) => edge).sort()).toEqual(wanted.sort());
    const addressed = containers.flatMap(([name, { environment = {} }]) =>
      Object.values(environment).flatMap((value) => {
        const port = /failure-lab:(\d+)/.exec(value)?.[1];
        const from = name === 'storefront' ? 'shopper' : name;
        const found = edges.find((edge) => edge.from === from && edge.port === Number(port));
        return port === undefined || Number(port) === controlPort
          ? []
          : [`${found?.edge ?? `${name}->none`} ${port}`];
      }),
    );
    // Server addresses hold secrets, so make-secrets.mjs reads their ports itself.
    const betweenServices = edges.filter(({ to }) => to !== 'postgres' && to !== 'redis');
    expect(addressed.sort()).toEqual(betweenServices.map(({ edge, port }) => `${edge} ${port}`).sort());
  });
});
