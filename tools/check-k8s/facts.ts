import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { listedServices, serviceCopies, stackServices } from '@holdfast/local-stack';
import { callGraph } from '@holdfast/local-stack/call-graph';
import { drainTimeoutMs } from '@holdfast/service-defaults/shutdown';
import { settingsOf } from '../docs/generated-pages.ts';
import { type Facts, type ServiceFacts } from './subject.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string, folder = root): string => readFileSync(path.join(folder, file), 'utf8');
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, first = '']) => first);

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

/** Every service with its port, its settings and what it needs from its operator. */
async function servicesIn(folder: string, graph: ReturnType<typeof callGraph>): Promise<ServiceFacts[]> {
  const extraServices = listedServices(folder);
  const stack = { portBase: 3_000, copies: 1, extraServices, storefront: 'on', stripe: undefined } as const;
  const migrated = stackServices(stack).filter(({ migrations }) => migrations !== null);
  return Promise.all(
    serviceCopies(stack).map(async ({ name, port }): Promise<ServiceFacts> => {
      const needs = graph.needs.find(({ service }) => service === name);
      if (needs === undefined) throw new Error(`the call graph does not have ${name}`);
      const [file = ''] = globSync(`{apps,harness}/${name}/.env.example`, { cwd: folder });
      return {
        ...needs,
        port,
        isMigrated: migrated.some((service) => service.name === name),
        example: parseEnv(read(file, folder)) as Record<string, string>,
        schema: existsSync(path.join(root, `apps/${name}/src/${name}.config.ts`))
          ? (await settingsOf(root, name)).schema
          : undefined,
      };
    }),
  );
}

/** The facts of this repository, or of what a folder has instead: its services and documents. */
export async function factsOfRepository(folder = root): Promise<Facts> {
  const graph = callGraph(listedServices(folder));
  const compose = path.join(folder, 'docker-compose.yml');
  const all = await servicesIn(folder, graph);
  const simulator = all.find(({ service }) => service === 'stripe-simulator');
  if (simulator === undefined) throw new Error('the call graph does not have the simulator of Stripe');
  return {
    services: all.filter((each) => each !== simulator),
    simulator,
    calls: graph.calls,
    version: (JSON.parse(read('package.json')) as { readonly version: string }).version,
    drainMs: drainTimeoutMs,
    operatorPaths: matches(
      read('libs/service-defaults/src/health/ops.controller.ts'),
      /@Get\('([^']+)'\)/g,
    ).map((route) => `/${route}`),
    publicPaths: publicPaths(),
    stripeJsUrl: stripeJsUrl(),
    images: existsSync(compose)
      ? matches(readFileSync(compose, 'utf8'), /^ +image: (?!localhost)(\S+)$/gm)
      : [],
    createDatabases: read('k8s/components/postgres/create-databases.sh', folder),
    outsideSecrets: outsideSecrets(folder),
  };
}
