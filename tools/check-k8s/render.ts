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

/** Renders an overlay. Throws the renderer's own error. Default of `folder`, also below: this repository. */
export function render(overlay: Overlay, renderer: readonly string[], folder = root): string {
  const [program = '', ...args] = renderer;
  const { status, stdout, stderr } = spawnSync(program, [...args, `k8s/overlays/${overlay}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} cannot render k8s/overlays/${overlay}:\n${stderr}`);
  return stdout;
}

/** A hash of the sources and the rendering: detects stale and hand-edited renderings without a renderer. */
function hashOf(text: string, folder: string): string {
  const hash = createHash('sha256').update(text);
  for (const file of globSync('k8s/{base,components,overlays}/**/*.*', { cwd: folder }).sort()) {
    const source = readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`\0${file.replaceAll(path.sep, '/')}\0${source}`);
  }
  return hash.digest('hex');
}

const committed = (overlay: Overlay, folder: string): string =>
  path.join(folder, `k8s/rendered/${overlay}.yaml`);
const heading = (text: string, folder: string): string =>
  `# Written by npm run check:k8s -- --write. SHA-256 of the sources and of what follows: ${hashOf(text, folder)}\n`;

export const readCommitted = (overlay: Overlay, folder = root): string =>
  readFileSync(committed(overlay, folder), 'utf8').replaceAll('\r\n', '\n');

/** The sources must be written before. */
export function writeCommitted(overlay: Overlay, text: string, folder = root): void {
  writeFileSync(committed(overlay, folder), `${heading(text, folder)}${text}`);
}

export function isFromTheseSources(text: string, folder = root): boolean {
  const body = text.slice(text.indexOf('\n') + 1);
  return text === `${heading(body, folder)}${body}`;
}
