import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseOptions } from './command-line.ts';
import { runCommand } from './run-command.ts';

/** `npm run openapi`: generates docs/openapi/*.json. */
const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'docs/openapi');
const services = globSync('apps/*/src/openapi.ts', { cwd: root }).map(
  (file) => file.split(path.sep)[1] ?? '',
);

const usage = `npm run openapi [-- --check]

Generates docs/openapi/*.json from the code of the services. --check only compares them.
Exit codes: 0 up to date, 1 out of date (--check), 2 invalid arguments.`;

function stored(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** True if the document of a service was up to date. */
function wasUpToDate(service: string, isCheck: boolean): boolean {
  const program = path.join(root, 'apps', service, 'dist/openapi.js');
  const document = execFileSync(process.execPath, [program], { encoding: 'utf8' });
  const file = path.join(folder, `${service}.json`);
  if (stored(file) === document) return true;
  if (!isCheck) writeFileSync(file, document);
  return false;
}

function run({ isCheck }: { readonly isCheck: boolean }): void {
  mkdirSync(folder, { recursive: true });
  const stale = services.filter((service) => !wasUpToDate(service, isCheck));
  const names = stale.map((service) => `docs/openapi/${service}.json`).join(', ');
  if (isCheck && stale.length > 0) throw new Error(`${names} is out of date. Run: npm run openapi`);
  console.log(stale.length === 0 ? 'docs/openapi is up to date' : `wrote ${names}`);
}

function read(args: readonly string[]): { isCheck: boolean } {
  const { values } = parseOptions(args, { check: { type: 'boolean' } }, false);
  return { isCheck: values.check ?? false };
}

await runCommand({ usage, read, run });
