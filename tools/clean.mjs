/**
 * `npm run clean`: removes the output of `tsc -b`. Whole folders, because tsc keeps the output of deleted
 * sources.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const usage = `npm run clean

Removes the build output: the dist folders of tools and of each project in apps, libs and harness.
Those in examples stay. The next npm start builds again.`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(usage);
  process.exit();
}
if (args.length > 0) {
  console.error(`Unexpected argument "${args.join(' ')}".\n\n${usage}`);
  process.exit(2);
}

const root = path.resolve(import.meta.dirname, '..');
const groups = ['apps', 'libs', 'harness'];
const projects = [
  'tools',
  ...groups.flatMap((group) => readdirSync(path.join(root, group)).map((name) => path.join(group, name))),
];

for (const project of projects) rmSync(path.join(root, project, 'dist'), { recursive: true, force: true });
