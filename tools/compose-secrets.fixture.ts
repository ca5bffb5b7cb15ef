import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { containerCopies, listOfServices, stackServices } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';
import { readCompose } from './read-compose.fixture.ts';

function makeSecrets(root: string, folder: string): string {
  const program = path.join(root, 'compose/make-secrets.mjs');
  return spawnSync(process.execPath, [program, folder], { encoding: 'utf8' }).stderr;
}

/** Makes the secrets of docker compose in a folder, and checks that every container finds its own. */
export function describeSecrets(title: string, root: string): void {
  const { containers, extraServices } = readCompose(root);
  const folder = temporaryFolder();
  for (const file of ['compose/failure-lab.json', listOfServices].filter((each) =>
    existsSync(path.join(root, each)),
  ))
    cpSync(path.join(root, file), path.join(folder, path.basename(file)));
  const made = new Map(containers).get('secrets')?.volumes?.map((volume) => volume.split(':')) ?? [];
  for (const [, target = ''] of made) mkdirSync(path.join(folder, target), { recursive: true });
  const folders = new Map(made.map(([volume = '', target = '']) => [volume, path.join(folder, target)]));
  const run = (): string => makeSecrets(root, folder);

  describe(title, () => {
    afterAll(() => rmSync(folder, { recursive: true }));

    it('are made without an error, each in a volume of its reader', () => {
      expect(run()).toBe('');
    });

    it.each(containers)('are there for every setting of %s that names one', (_, container) => {
      const { environment = {}, volumes = [] } = container;
      const [volume = ''] = volumes.map((each) => /^(.*):\/run\/secrets:ro$/.exec(each)?.[1]).filter(Boolean);
      const read = Object.values(environment).flatMap(
        (value) => /^\/run\/secrets\/(.*)$/.exec(value)?.[1] ?? [],
      );
      expect(read.filter((name) => !existsSync(path.join(folders.get(volume) ?? '', name)))).toEqual([]);
    });

    it('stay the same', () => {
      const kept = (): string => readFileSync(path.join(folder, 'secrets/kept/secrets.json'), 'utf8');
      const before = kept();
      expect(run()).toBe('');
      expect(kept()).toBe(before);
    });

    it('are made again after a run that was killed while it wrote', () => {
      const files = ['kept/secrets.json', 'ops/redis_url'].map((file) => path.join(folder, 'secrets', file));
      const before = files.map((file) => readFileSync(file, 'utf8'));
      for (const file of files) writeFileSync(`${file}.new`, 'half', { mode: 0o400 });
      expect(run()).toBe('');
      expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
      expect(files.filter((file) => existsSync(`${file}.new`))).toEqual([]);
    });

    it('lead the lab to every service', () => {
      const ports = new Map(containerCopies(1, extraServices).map(({ name, port }) => [name, port]));
      const services = stackServices({ portBase: 3_000, copies: 1, extraServices }).map(({ name }) => name);
      expect(
        JSON.parse(readFileSync(path.join(folder, 'secrets/failure-lab/observe.json'), 'utf8')),
      ).toMatchObject({
        services: Object.fromEntries(services.map((name) => [name, `http://${name}:${ports.get(name)}`])),
        extraServices: extraServices.map(({ name }) => name),
      });
    });
  });
}
