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
const { edges } = JSON.parse(read('compose/failure-lab.json')) as { readonly edges: readonly Edge[] };
const { version } = JSON.parse(read('package.json')) as { readonly version: string };
const settingsOf = (app: string): string =>
  read(`${['failure-lab', 'stripe-simulator'].includes(app) ? 'harness' : 'apps'}/${app}/.env.example`);
const appOf = ({ image }: Container): string | undefined => /^localhost\/holdfast\/(.*):/.exec(image)?.[1];

describe('docker-compose.yml', () => {
  it('names images by the version of the repository, others by exact tags, and builds on one base', () => {
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

  it('asks no registry for images of ours: anybody who serves such a name would run with the secrets', () => {
    const names = containers.map(([, { image }]) => image.replace(/:.*/, ''));
    const servers = ['postgres', 'redis', 'maildev/maildev'];
    for (const name of names.filter((each) => !servers.includes(each)))
      expect(name).toMatch(/^localhost\/holdfast\//);
    for (const [, container] of containers.filter(([, { image }]) => appOf({ image }) !== undefined))
      expect(container.pull_policy).toBe('never');
  });

  it('needs no file of this folder when it runs: its mode and its label would have to be right', () => {
    for (const [, { volumes = [] }] of containers)
      for (const volume of volumes) expect(volume).toMatch(/^[a-z][a-z-]*:/);
  });

  it.each(containers)(
    'gives %s nothing that it does not need',
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

  it.each(apps)('gives %s settings that it knows', (_, container) => {
    const known = settingsOf(appOf(container) ?? '');
    const given = Object.keys(container.environment ?? {}).filter((name) => name !== 'NODE_OPTIONS');
    for (const name of given) expect(known).toMatch(new RegExp(`^${name.replace(/_FILE$/, '')}=`, 'm'));
  });

  it('has an edge of the lab for every call, and sends each caller to its own', () => {
    const wanted = callGraph().calls.map(({ from, to }) => `${from}->${to}`);
    expect(edges.map(({ edge }) => edge).sort()).toEqual(wanted.sort());
    const addressed = containers.flatMap(([name, { environment = {} }]) =>
      Object.values(environment).flatMap((value) => {
        const port = /failure-lab:(\d+)/.exec(value)?.[1];
        const found = edges.find((edge) => edge.from === name && edge.port === Number(port));
        return port === undefined ? [] : [`${found?.edge ?? `${name}->nobody`} ${port}`];
      }),
    );
    // Of servers, whose addresses hold secrets, make-secrets.mjs reads the ports itself.
    const told = edges.filter(({ from, to }) => from !== 'shopper' && to !== 'postgres' && to !== 'redis');
    expect(addressed.sort()).toEqual(told.map(({ edge, port }) => `${edge} ${port}`).sort());
  });
});
