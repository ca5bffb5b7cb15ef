import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { callGraph } from '@holdfast/local-stack/call-graph';
import { drainTimeoutMs } from '@holdfast/service-defaults/shutdown';
import { type Facts } from './rule.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, first = '']) => first);

/** The settings of every app that has an .env.example: `DATABASE_URL=…`. */
function settingsOfApps(): ReadonlyMap<string, ReadonlySet<string>> {
  const files = globSync('{apps,harness}/*/.env.example', { cwd: root });
  return new Map(
    files.map((file) => [path.basename(path.dirname(file)), new Set(matches(read(file), /^([A-Z_]+)=/gm))]),
  );
}

/** True if the route needs no API key: no credentials, or a customer's token. */
const isForCustomers = ({ security }: { readonly security?: readonly object[] }): boolean =>
  security === undefined || security.some((needed) => !('apiKey' in needed));

/** Checkout's routes for customers, and its product images. */
function publicPaths(operatorPaths: readonly string[]): readonly string[] {
  const { paths } = JSON.parse(read('docs/openapi/checkout.json')) as {
    readonly paths: Readonly<
      Record<string, Readonly<Record<string, { readonly security?: readonly object[] }>>>
    >;
  };
  const open = Object.entries(paths)
    .filter(([, methods]) => Object.values(methods).some(isForCustomers))
    .map(([route]) => route);
  const images = matches(read('apps/checkout/src/catalog/product.view.ts'), /imagesPath = '([^']+)'/g);
  return [...open.filter((route) => !operatorPaths.includes(route)), ...images];
}

/** The table of docs/how-to/deploy-to-kubernetes.md: a Secret, and its keys. */
function outsideSecrets(): ReadonlyMap<string, readonly string[]> {
  const rows = read('docs/how-to/deploy-to-kubernetes.md').matchAll(/^\| `([a-z-]+)`\s*\|(.*)\|$/gm);
  return new Map([...rows].map(([, name = '', keys = '']) => [name, matches(keys, /`([a-z_.]+)`/g)]));
}

/** The facts of this repository. */
export function factsOfRepository(): Facts {
  const ops = matches(read('libs/service-defaults/src/ops.controller.ts'), /@Get\('([^']+)'\)/g).map(
    (route) => `/${route}`,
  );
  const operatorPaths = [...ops, '/resilience'];
  const migrated = globSync('apps/*/src/migrate.ts', { cwd: root }).map(
    (file) => file.split(path.sep)[1] ?? '',
  );
  return {
    graph: callGraph(),
    version: (JSON.parse(read('package.json')) as { readonly version: string }).version,
    drainMs: drainTimeoutMs,
    operatorPaths,
    publicPaths: publicPaths(operatorPaths),
    settings: settingsOfApps(),
    migrated,
    outsideSecrets: outsideSecrets(),
  };
}
