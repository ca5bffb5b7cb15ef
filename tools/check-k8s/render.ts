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

/** The command of the renderer on the PATH; undefined if there is none. */
export function findRenderer(): readonly string[] | undefined {
  return renderers.find(
    ([program]) => spawnSync(program, ['version', '--client'], { stdio: 'ignore' }).error === undefined,
  );
}

/** Renders an overlay. Throws the renderer's own error. */
export function render(overlay: Overlay, [program = '', ...args]: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, [...args, `k8s/overlays/${overlay}`], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} cannot render k8s/overlays/${overlay}:\n${stderr}`);
  return stdout;
}

/** A hash of the sources and the rendering: detects stale and hand-edited renderings without a renderer. */
function hashOf(text: string): string {
  const hash = createHash('sha256').update(text);
  for (const file of globSync('k8s/{base,components,overlays}/**/*.*', { cwd: root }).sort()) {
    const source = readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`\0${file.replaceAll(path.sep, '/')}\0${source}`);
  }
  return hash.digest('hex');
}

const committed = (overlay: Overlay): string => path.join(root, `k8s/rendered/${overlay}.yaml`);
const heading = (text: string): string =>
  `# Written by npm run check:k8s -- --write. SHA-256 of the sources and of what follows: ${hashOf(text)}\n`;

export const readCommitted = (overlay: Overlay): string =>
  readFileSync(committed(overlay), 'utf8').replaceAll('\r\n', '\n');

export function writeCommitted(overlay: Overlay, text: string): void {
  writeFileSync(committed(overlay), `${heading(text)}${text}`);
}

export function isFromTheseSources(text: string): boolean {
  const body = text.slice(text.indexOf('\n') + 1);
  return text === `${heading(body)}${body}`;
}
