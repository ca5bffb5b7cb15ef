import { cpSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';
import { makeService } from './make-service.ts';
import { serviceNames } from './service-names.ts';

const needed = [
  'examples/seats',
  'tsconfig.json',
  'package.json',
  '.prettierrc.json',
  'docs/problems',
  'docs/reference/failure-modes.md',
  // Not all apps: a fork may have services of these names.
  'apps/checkout/package.json',
  ...globSync('{libs,harness}/*/package.json', { cwd: repositoryRoot }),
];

describe('a generated service', () => {
  let root: string;
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const json = (file: string): unknown => JSON.parse(read(file));

  beforeAll(async () => {
    root = temporaryFolder();
    for (const part of needed)
      cpSync(path.join(repositoryRoot, part), path.join(root, part), {
        recursive: true,
        filter: (file) => !file.endsWith('/dist'),
      });
    await makeService(root, serviceNames(root, 'tickets'));
  });

  it('has every file of the example, and none of its words', () => {
    const files = globSync('**/*.*', { cwd: path.join(root, 'apps/tickets') });
    const ofExample = globSync('{src,test}/**/*.ts', { cwd: path.join(root, 'examples/seats') });
    expect(files.filter((file) => /^(src|test)\/.*\.ts$/.test(file)).length).toBe(ofExample.length);
    expect(ofExample.length).toBeGreaterThan(20);
    for (const file of files) {
      expect(file).not.toMatch(/seat/i);
      expect(read(`apps/tickets/${file}`)).not.toMatch(/seat/i);
    }
    expect(read('apps/tickets/README.md')).not.toContain('npm run generate');
  });

  it('depends on the libraries that it imports', () => {
    const sources = globSync('apps/tickets/{src,test}/**/*.ts', { cwd: root }).map(read).join('\n');
    const imported = [...new Set(sources.match(/@holdfast\/[\w-]+/g))].sort();
    const { name, dependencies, devDependencies } = json('apps/tickets/package.json') as Record<
      string,
      object
    >;
    expect(name).toBe('@holdfast/tickets');
    expect(Object.keys({ ...dependencies, ...devDependencies }).sort()).toEqual(imported);
  });

  it('is built with all others, and runs with them', () => {
    const { references } = json('tsconfig.json') as { references: unknown[] };
    expect(references.slice(-2)).toEqual([{ path: 'apps/tickets' }, { path: 'apps/tickets/test' }]);
    expect(json('extra-services.json')).toEqual([
      expect.objectContaining({ name: 'tickets', program: 'apps/tickets/dist/main.js' }),
    ]);
  });

  it('has its refusals and its dependencies documented', () => {
    expect(read('docs/problems/ticket_taken.md')).toContain(
      '# The ticket is taken\n\n`ticket_taken` · status 409',
    );
    expect(read('docs/problems/README.md')).toContain('[ticket_taken](ticket_taken.md)');
    expect(read('docs/reference/failure-modes.md')).toContain('### tickets → queue');
  });

  it('stands beside another one', async () => {
    await makeService(root, serviceNames(root, 'boxes', 'box'));
    expect(json('extra-services.json')).toHaveLength(2);
    expect(existsSync(path.join(root, 'apps/boxes/src/reserve-box/reserve-box.handler.ts'))).toBe(true);
  });

  it('is not begun if a document cannot take it', async () => {
    writeFileSync(path.join(root, 'docs/reference/failure-modes.md'), '# Failure modes\n');
    await expect(makeService(root, serviceNames(root, 'lamps'))).rejects.toThrow('no heading');
    expect(existsSync(path.join(root, 'apps/lamps'))).toBe(false);
  });

  it.each([
    ['', /NAME is ""/],
    ['tea-cups', /one word of 3 to 16 lowercase letters/],
    ['seats', /examples\/seats exists already/],
    ['checkout', /Say which: --one|exists already/],
    ['tickets', /apps\/tickets exists already/],
    ['fish', /One of "fish" needs another word/],
    ['products', /The example uses "product" for something else/],
    ['seatings', /The example uses "seating" for something else/],
    ['cases', /"case" is a word of TypeScript/],
  ])('is refused as %p', (name, why) => {
    const one = name === 'cases' ? 'case' : undefined;
    expect(() => serviceNames(root, name, one)).toThrow(why);
  });
});
