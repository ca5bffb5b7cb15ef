import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  extraServicePort,
  type ExtraService,
  listedServices,
  listOfServices,
  mostExtraServices,
} from '@holdfast/local-stack';
import { writeCommitted } from '../check-k8s/render.ts';
import { UsageError } from '../command-line.ts';
import { deploymentOf } from './deployment/deployment.ts';
import { withConnections } from './failure-modes-page.ts';
import { exampleNames, renaming, type ServiceNames } from './service-names.ts';
import { writeFiles } from './write-files.ts';

const example = `examples/${exampleNames.many}`;
/** Parts of the example that the new folder does not have: they go elsewhere. */
const elsewhere = ['project.json', 'service.json', 'docs/'];

/** The paragraph of its README that says what the example is for. */
const ofTheExample = /^`npm run generate`[^]*?\n\n/m;

interface PackageJson {
  readonly version: string;
}

/**
 * Writes the service, and enters it where services are listed, built and deployed. Returns the paths of what
 * was written. If there is no port left or a file cannot take the service, it throws before.
 */
export async function makeService(root: string, names: ServiceNames): Promise<readonly string[]> {
  const rename = renaming(names);
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const services = withService(listedServices(root), rename(read(`${example}/service.json`)));
  const deployment = deploymentOf(root, services);
  const files = new Map<string, string>();
  for (const file of filesIn(path.join(root, example)))
    if (!elsewhere.some((part) => file.startsWith(part)))
      files.set(
        `apps/${names.many}/${rename(file)}`,
        rename(read(`${example}/${file}`)).replace(ofTheExample, ''),
      );
  files.set(`apps/${names.many}/package.json`, packageJson(names, read));
  files.set('tsconfig.json', withReferences(read('tsconfig.json'), names));
  files.set(`apps/${names.many}/.env.example`, withPort(files, names, services.length));
  files.set(listOfServices, JSON.stringify(services));
  const problems = readdirSync(path.join(root, example, 'docs/problems')).sort();
  for (const page of problems)
    files.set(`docs/problems/${rename(page)}`, rename(read(`${example}/docs/problems/${page}`)));
  files.set(
    'docs/problems/README.md',
    withRows(
      read('docs/problems/README.md'),
      names,
      problems.map((page) => rowOf(rename(read(`${example}/docs/problems/${page}`)))),
    ),
  );
  files.set(
    'docs/reference/failure-modes.md',
    withConnections(
      read('docs/reference/failure-modes.md'),
      rename(read(`${example}/docs/failure-modes.md`)),
    ),
  );
  const written = await writeFiles(root, new Map([...files, ...deployment.files]));
  for (const [overlay, text] of deployment.renderings) writeCommitted(overlay, text, root);
  const rendered = [...deployment.renderings.keys()].map((overlay) => `k8s/rendered/${overlay}.yaml`);
  return [...written, ...rendered].sort();
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('dist/'))
    .sort();

/** The workspaces that the example's tsconfig names, as dependencies. */
function packageJson({ many }: ServiceNames, read: (file: string) => string): string {
  const { version } = JSON.parse(read('package.json')) as PackageJson;
  const packagesOf = (tsconfig: string): Record<string, string> => {
    const paths = [...read(tsconfig).matchAll(/"path": "[./]*((?:libs|harness)\/[\w-]+)"/g)];
    return Object.fromEntries(
      paths.map(([, folder = '']) => [nameOf(read(`${folder}/package.json`)), version]),
    );
  };
  return JSON.stringify({
    name: nameOf(read('apps/checkout/package.json')).replace('checkout', many),
    version,
    private: true,
    license: 'MIT',
    type: 'module',
    exports: { './package.json': './package.json' },
    nx: { tags: ['type:app'], targets: { build: {}, test: {} } },
    dependencies: packagesOf(`${example}/tsconfig.json`),
    devDependencies: packagesOf(`${example}/test/tsconfig.json`),
  });
}

const nameOf = (json: string): string => (JSON.parse(json) as { readonly name: string }).name;

function withReferences(text: string, { many }: ServiceNames): string {
  const tsconfig = JSON.parse(text) as { readonly references: readonly { readonly path: string }[] };
  const added = [`apps/${many}`, `apps/${many}/test`].map((folder) => ({ path: folder }));
  return JSON.stringify({ ...tsconfig, references: [...tsconfig.references, ...added] }, undefined, 2);
}

/** @throws UsageError if there are no ports for one more */
function withService(known: readonly ExtraService[], service: string): readonly ExtraService[] {
  if (known.length < mostExtraServices) return [...known, JSON.parse(service) as ExtraService];
  throw new UsageError(
    `${listOfServices} has ${known.length} services already; there are ports for no more.`,
  );
}

/** The port that the service has everywhere: its place in the list decides. */
function withPort(files: ReadonlyMap<string, string>, { many }: ServiceNames, count: number): string {
  const text = files.get(`apps/${many}/.env.example`) ?? '';
  return text.replace(/^PORT=.*$/m, `PORT=${extraServicePort(3_000, count - 1)}`);
}

/** `| [seat_taken](seat_taken.md) | 409 | The seat is taken |` */
function rowOf(page: string): string {
  const [, title = '', code = '', status = ''] = /^# (.+)\n\n`(\w+)` · status (\d+)/.exec(page) ?? [];
  return `| [${code}](${code}.md) | ${status} | ${title} |`;
}

function withRows(text: string, { many }: ServiceNames, rows: readonly string[]): string {
  const table = ['| code | status | title |', '| --- | --- | --- |', ...rows];
  return `${text.trimEnd()}\n\n## ${many}\n\n${table.join('\n')}\n`;
}
