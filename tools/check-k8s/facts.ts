import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ExtraService, listedServices, stackServices } from '@holdfast/local-stack';
import { callGraph } from '@holdfast/local-stack/call-graph';
import { drainTimeoutMs } from '@holdfast/service-defaults/shutdown';
import { type Facts } from './rule.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string, folder = root): string => readFileSync(path.join(folder, file), 'utf8');
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, first = '']) => first);

/** The settings of every app that has an .env.example: `DATABASE_URL=…`. */
function settingsOfApps(folder: string): ReadonlyMap<string, ReadonlySet<string>> {
  const files = globSync('{apps,harness}/*/.env.example', { cwd: folder });
  return new Map(
    files.map((file) => [
      path.basename(path.dirname(file)),
      new Set(matches(read(file, folder), /^([A-Z_]+)=/gm)),
    ]),
  );
}

const shop = 'apps/storefront/src';

/** Routes of pages without the catch-all, and without the lab, which needs a lab to be there. */
function pagePaths(): readonly string[] {
  const gets = matches(read(`${shop}/serve-pages/pages.controller.ts`), /@Get\(([^)]+)\)/g);
  return gets
    .flatMap((list) => matches(list, /'([^']+)'/g))
    .filter((route) => !['*', 'lab'].includes(route))
    .map((route) => `/${route.replace(/^\//, '')}`);
}

/** The storefront's paths for customers: its pages, their assets, and the requests that it passes on. */
const publicPaths = (): readonly string[] => [
  ...pagePaths(),
  ...matches(read(`${shop}/serve-pages/serve-assets.plugin.ts`), /prefix: '([^']+)'/g),
  ...matches(read(`${shop}/pass-on/checkout.proxy.ts`), /\burl: '([^']+)'/g),
];

/** The Stripe.js that `@stripe/stripe-js` loads, whose types the pages use. */
function stripeJsUrl(): string {
  const loader = read('node_modules/@stripe/stripe-js/dist/pure.mjs');
  const [train = ''] = matches(loader, /RELEASE_TRAIN = '(\w+)'/g);
  return `https://js.stripe.com/${train}/stripe.js`;
}

/** The table of docs/how-to/deploy-to-kubernetes.md: a Secret, and its keys. */
function outsideSecrets(folder: string): ReadonlyMap<string, readonly string[]> {
  const rows = read('docs/how-to/deploy-to-kubernetes.md', folder).matchAll(/^\| `([a-z-]+)`\s*\|(.*)\|$/gm);
  return new Map([...rows].map(([, name = '', keys = '']) => [name, matches(keys, /`([a-z_.]+)`/g)]));
}

/** The names of the services that have migrations. */
const migrated = (extraServices: readonly ExtraService[]): readonly string[] =>
  stackServices({ portBase: 3_000, copies: 1, extraServices })
    .filter(({ migrations }) => migrations !== null)
    .map(({ name }) => name);

/** The facts of this repository, or of what a folder has instead: its services and documents. */
export function factsOfRepository(folder = root): Facts {
  const services = listedServices(folder);
  const ops = matches(read('libs/service-defaults/src/health/ops.controller.ts'), /@Get\('([^']+)'\)/g).map(
    (route) => `/${route}`,
  );
  const operatorPaths = [...ops, '/resilience'];
  return {
    graph: callGraph(services),
    version: (JSON.parse(read('package.json')) as { readonly version: string }).version,
    drainMs: drainTimeoutMs,
    operatorPaths,
    publicPaths: publicPaths(),
    stripeJsUrl: stripeJsUrl(),
    settings: settingsOfApps(folder),
    migrated: migrated(services),
    outsideSecrets: outsideSecrets(folder),
  };
}
