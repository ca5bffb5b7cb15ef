import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export const overlays = ['demo', 'production'] as const;
export type Overlay = (typeof overlays)[number];

const renderers: readonly (readonly [string, ...string[]])[] = [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
];

/** The program on the PATH that can render, and how it is called; undefined when there is none. */
export function findRenderer(): readonly string[] | undefined {
  return renderers.find(
    ([program]) => spawnSync(program, ['version', '--client'], { stdio: 'ignore' }).error === undefined,
  );
}

/** What an overlay comes to. Throws with the renderer's words when it cannot. */
export function render(overlay: Overlay, [program = '', ...args]: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, [...args, `k8s/overlays/${overlay}`], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} cannot render k8s/overlays/${overlay}:\n${stderr}`);
  return stdout;
}

/** A hash over all that renderings are made from, so that an old one is known without a renderer. */
export function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of globSync('k8s/{base,components,overlays}/**/*.*', { cwd: root }).sort())
    hash.update(
      `${file.replaceAll(path.sep, '/')}\0${readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n')}\0`,
    );
  return hash.digest('hex');
}

const committed = (overlay: Overlay): string => path.join(root, `k8s/rendered/${overlay}.yaml`);
const heading = (): string =>
  `# Written by npm run check:k8s -- --write, from sources with the SHA-256 ${hashOfSources()}\n`;

export const readCommitted = (overlay: Overlay): string =>
  readFileSync(committed(overlay), 'utf8').replaceAll('\r\n', '\n');

export function writeCommitted(overlay: Overlay, text: string): void {
  writeFileSync(committed(overlay), `${heading()}${text}`);
}

export const isFromTheseSources = (text: string): boolean => text.startsWith(heading());
