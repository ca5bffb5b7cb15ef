/** `npm run clean`: removes what `tsc -b` made. Whole folders, because it never deletes the output of a deleted source. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const groups = ['apps', 'libs'];
const projects = [
  'tools',
  'e2e',
  ...groups.flatMap((group) => readdirSync(path.join(root, group)).map((name) => path.join(group, name))),
];

for (const project of projects) rmSync(path.join(root, project, 'dist'), { recursive: true, force: true });
