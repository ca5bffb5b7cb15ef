import { describe, expect, it } from '@jest/globals';
import { containerEdges, stackServices } from '@holdfast/local-stack';
import { callGraph } from '@holdfast/local-stack/call-graph';
import { type Compose, type Container, readCompose } from './read-compose.fixture.ts';

/** The storefront has two images. */
const appOf = ({ image }: Pick<Container, 'image'>): string | undefined =>
  /^localhost\/holdfast\/(.*?)(-demo)?:/.exec(image)?.[1];

const folderOf = (app: string): string =>
  `${['failure-lab', 'stripe-simulator'].includes(app) ? 'harness' : 'apps'}/${app}`;

/** Checks how docker compose runs every service of a repository. */
export function describeCompose(title: string, root: string): void {
  const compose = readCompose(root);
  describe(title, () => {
    imagesAreOurs(compose);
    containersAreSafe(compose);
    settingsAreKnown(compose);
    servicesAreDeployed(compose);
    callsPassTheLab(compose);
  });
}

function imagesAreOurs({ read, containers, version }: Compose): void {
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
}

function containersAreSafe({ containers, volumes: declared }: Compose): void {
  it('mounts no file of this folder: its mode and SELinux label would have to match', () => {
    for (const [, { volumes = [] }] of containers)
      for (const volume of volumes) expect(Object.keys(declared)).toContain(volume.split(':')[0]);
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
}

function settingsAreKnown({ read, containers }: Compose): void {
  const steps = ['secrets', 'ops'];
  const apps = containers.filter(([, container]) => !steps.includes(appOf(container) ?? 'secrets'));

  it.each(apps)('gives %s only settings that it knows', (_, container) => {
    const known = read(`${folderOf(appOf(container) ?? '')}/.env.example`);
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
}

function servicesAreDeployed(compose: Compose): void {
  const { read, builders, extraServices, version, containers, networks } = compose;
  const services = stackServices({ portBase: 3_000, copies: 1, extraServices });
  const named = new Map(containers);

  it.each(services)('runs $name in its own network, with an image of its own and its secrets', ({ name }) => {
    expect(named.get(name)).toMatchObject({
      image: `localhost/holdfast/${name}:${version}`,
      networks: [name],
      volumes: [`${name}-secrets:/run/secrets:ro`],
    });
    expect(networks[name]).toEqual({ internal: true });
    expect(read('Dockerfile')).toMatch(new RegExp(`^FROM service AS ${name}$`, 'm'));
    expect(read('compose/second-copies.yml')).toMatch(new RegExp(`^ {2}${name}-2:$`, 'm'));
    for (const neighbor of ['failure-lab', 'ops']) expect(named.get(neighbor)?.networks).toContain(name);
    expect(named.get('secrets')?.volumes).toContain(`${name}-secrets:/secrets/${name}`);
    expect(named.get('welcome')?.depends_on).toHaveProperty(name, { condition: 'service_healthy' });
  });

  it.each(services.filter(({ migrations }) => migrations !== null))('migrates $name', ({ name }) => {
    const files = ['migrations_url', 'database_url'].map((what) => [
      `${name}_${what}_file`.toUpperCase(),
      `/run/secrets/${name}_${what}`,
    ]);
    expect(named.get('migrations')?.environment).toMatchObject(
      Object.fromEntries(files) as Record<string, string>,
    );
  });

  it.each(builders)('has its images built by %s', (file) => {
    const built = /for (?:target|app) in (.*); do\n +docker build/.exec(read(file))?.[1]?.split(' ');
    expect(built).toEqual(expect.arrayContaining(services.map(({ name }) => name)));
  });
}

function callsPassTheLab({ extraServices, containers, edges, controlPort }: Compose): void {
  it('has a lab edge for every call, and points each caller at its own', () => {
    expect(edges.map(({ edge }) => edge).sort()).toEqual([...callGraph(extraServices).edges].sort());
    const [shopper, ...others] = containerEdges(1, extraServices);
    expect(edges).toEqual([{ ...shopper, frontDoor: { readyPath: '/health/ready' } }, ...others]);
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
}
