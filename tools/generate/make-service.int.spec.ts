import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { listedServices, listOfServices, mostExtraServices, repositoryRoot } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';
import { check } from '../check-k8s/check.ts';
import { describeEveryPlace } from '../check-k8s/every-place.fixture.ts';
import { factsOfRepository } from '../check-k8s/facts.ts';
import { findRenderer, isFromTheseSources, overlays, readCommitted, render } from '../check-k8s/render.ts';
import { Rendering } from '../check-k8s/rendering.ts';
import { describeCompose } from '../compose.fixture.ts';
import { describeSecrets } from '../compose-secrets.fixture.ts';
import { makeService } from './make-service.ts';
import { serviceNames } from './service-names.ts';

const needed = [
  'examples/seats',
  'tsconfig.json',
  'package.json',
  '.prettierrc.json',
  'docs/problems',
  'docs/reference/failure-modes.md',
  'docs/how-to/deploy-to-kubernetes.md',
  'Dockerfile',
  'docker-compose.yml',
  'compose',
  'k8s',
  '.github/workflows',
  ...globSync('{apps,harness}/*/.env.example', { cwd: repositoryRoot }),
  ...(existsSync(path.join(repositoryRoot, listOfServices)) ? [listOfServices] : []),
  // Not all apps: a fork may have services of these names.
  'apps/checkout/package.json',
  ...globSync('{libs,harness}/*/package.json', { cwd: repositoryRoot }),
];

const root = temporaryFolder();
for (const part of needed)
  cpSync(path.join(repositoryRoot, part), path.join(root, part), {
    recursive: true,
    filter: (file) => !file.endsWith('/dist'),
  });
await makeService(root, serviceNames(root, 'lanterns'));
await makeService(root, serviceNames(root, 'shoeboxes', 'shoebox'));

afterAll(() => rmSync(root, { recursive: true }));

describeCompose('docker-compose.yml with two generated services', root);
describeSecrets('the secrets of two generated services', root);
describeEveryPlace('with two generated services', root);

const renderer = findRenderer() ?? [];
const itRenders = renderer.length > 0 ? it : it.skip;

describe.each(overlays)('the rendering of %s with two generated services', (overlay) => {
  const text = readCommitted(overlay, root);

  it('matches its sources', () => {
    expect(isFromTheseSources(text, root)).toBe(true);
  });

  itRenders('is what kustomize renders', () => {
    const rendered = Rendering.parse(render(overlay, renderer, root));
    expect(Rendering.parse(text).objects).toEqual(rendered.objects);
  });

  it('has no findings', async () => {
    const facts = await factsOfRepository(root);
    const services = facts.services.map(({ service }) => service);
    expect(services).toEqual(expect.arrayContaining(['lanterns', 'shoeboxes']));
    const servers = overlay === 'demo' ? 'inside' : 'outside';
    expect(check({ rendering: Rendering.parse(text), facts, servers, isRelease: false })).toEqual([]);
  });
});

describe('a generated service', () => {
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const json = (file: string): unknown => JSON.parse(read(file));

  it('has every file of the example, and none of its words', () => {
    const files = globSync('**/*.*', { cwd: path.join(root, 'apps/lanterns') });
    const ofExample = globSync('{src,test}/**/*.ts', { cwd: path.join(root, 'examples/seats') });
    expect(files.filter((file) => /^(src|test)\/.*\.ts$/.test(file)).length).toBe(ofExample.length);
    expect(ofExample.length).toBeGreaterThan(20);
    for (const file of files) {
      expect(file).not.toMatch(/seat/i);
      expect(read(`apps/lanterns/${file}`)).not.toMatch(/seat/i);
    }
    expect(read('apps/lanterns/README.md')).not.toContain('npm run generate');
  });

  it('depends on the libraries that it imports', () => {
    const sources = globSync('apps/lanterns/{src,test}/**/*.ts', { cwd: root }).map(read).join('\n');
    const imported = [...new Set(sources.match(/@holdfast\/[\w-]+/g))].sort();
    const { name, dependencies, devDependencies } = json('apps/lanterns/package.json') as Record<
      string,
      object
    >;
    expect(name).toBe('@holdfast/lanterns');
    expect(Object.keys({ ...dependencies, ...devDependencies }).sort()).toEqual(imported);
  });

  it('is built with all others, and runs with them', () => {
    const { references } = json('tsconfig.json') as { references: unknown[] };
    expect(references.slice(-4, -2)).toEqual([{ path: 'apps/lanterns' }, { path: 'apps/lanterns/test' }]);
    const listed = listedServices(root).slice(-2);
    expect(listed.map(({ name }) => name)).toEqual(['lanterns', 'shoeboxes']);
    expect(listed[0]?.program).toBe('apps/lanterns/dist/main.js');
  });

  it('has its refusals and its dependencies documented', () => {
    expect(read('docs/problems/lantern_taken.md')).toContain(
      '# The lantern is taken\n\n`lantern_taken` · status 409',
    );
    expect(read('docs/problems/README.md')).toContain('[lantern_taken](lantern_taken.md)');
    expect(read('docs/reference/failure-modes.md')).toContain('### lanterns → queue');
  });

  it('stands beside another one, on a port of its own', () => {
    expect(existsSync(path.join(root, 'apps/shoeboxes/src/reserve-shoebox/reserve-shoebox.handler.ts'))).toBe(
      true,
    );
    const ports = ['lanterns', 'shoeboxes'].map(
      (name) => /^PORT=.*$/m.exec(read(`apps/${name}/.env.example`))?.[0],
    );
    expect(new Set(ports).size).toBe(2);
  });

  it.each([
    ['docs/reference/failure-modes.md', 'no heading'],
    ['docker-compose.yml', 'docker-compose.yml does not name the services as it did'],
    ['compose/failure-lab.json', 'does not end with its edges'],
    ['k8s/base/network/between-services.yaml', 'has no policy checkout-to-payments'],
  ])('is not begun if %s cannot take it', async (file, why) => {
    const text = read(file);
    writeFileSync(path.join(root, file), '# Changed\n');
    await expect(makeService(root, serviceNames(root, 'lamps'))).rejects.toThrow(why);
    expect(existsSync(path.join(root, 'apps/lamps'))).toBe(false);
    writeFileSync(path.join(root, file), text);
  });

  it('is not begun without a port for it', async () => {
    const list = read(listOfServices);
    const most = Array.from({ length: mostExtraServices }, () => listedServices(root)[0]);
    writeFileSync(path.join(root, listOfServices), JSON.stringify(most));
    await expect(makeService(root, serviceNames(root, 'lamps'))).rejects.toThrow(
      'there are ports for no more',
    );
    writeFileSync(path.join(root, listOfServices), list);
  });

  it('is not deployed where nothing is', async () => {
    for (const file of ['Dockerfile', 'docker-compose.yml', 'compose', 'k8s', '.github'])
      rmSync(path.join(root, file), { recursive: true });
    await makeService(root, serviceNames(root, 'lamps'));
    expect(globSync('{Dockerfile,*compose*,k8s,.github}', { cwd: root })).toEqual([]);
  });

  it.each([
    ['', /NAME is ""/],
    ['tea-cups', /one word of 3 to 16 lowercase letters/],
    ['seats', /examples\/seats exists already/],
    ['checkout', /Say which: --one|exists already/],
    ['lanterns', /apps\/lanterns exists already/],
    ['fish', /One of "fish" needs another word/],
    ['products', /The example uses "product" for something else/],
    ['seatings', /The example uses "seating" for something else/],
    ['cases', /"case" is a word of TypeScript/],
  ])('is refused as %p', (name, why) => {
    const one = name === 'cases' ? 'case' : undefined;
    expect(() => serviceNames(root, name, one)).toThrow(why);
  });
});
