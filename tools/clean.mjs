/** `npm run clean`: removes what `tsc -b` made. Whole folders, because it never deletes the output of a deleted source. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const usage = `npm run clean

Removes what npm run build made: the folder dist of every project. The next npm start builds again.`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(usage);
  process.exit();
}
if (args.length > 0) {
  console.error(`"${args.join(' ')}" is too much.\n\n${usage}`);
  process.exit(2);
}

const root = path.resolve(import.meta.dirname, '..');
const groups = ['apps', 'libs', 'harness'];
const projects = [
  'tools',
  ...groups.flatMap((group) => readdirSync(path.join(root, group)).map((name) => path.join(group, name))),
];

for (const project of projects) rmSync(path.join(root, project, 'dist'), { recursive: true, force: true });
