import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** `npm run openapi` writes docs/openapi/*.json from the services' code; with `--check` it only compares. */
const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'docs/openapi');
const services = ['checkout', 'payments', 'email', 'recommendations'];
const isCheck = process.argv.includes('--check');

function stored(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

mkdirSync(folder, { recursive: true });
const stale = services.filter((service) => {
  const program = path.join(root, 'apps', service, 'dist/openapi.js');
  const document = execFileSync(process.execPath, [program], { encoding: 'utf8' });
  const file = path.join(folder, `${service}.json`);
  if (stored(file) === document) return false;
  if (!isCheck) writeFileSync(file, document);
  return true;
});

const names = stale.map((service) => `docs/openapi/${service}.json`).join(', ');
if (isCheck && stale.length > 0) {
  console.error(`${names} is not what the code says. Run: npm run openapi`);
  process.exit(1);
}
console.log(stale.length === 0 ? 'docs/openapi is up to date' : `wrote ${names}`);
