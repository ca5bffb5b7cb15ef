import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A route of Stripe's API, as a method of the SDK calls it. */
export interface SdkRoute {
  /** Such as `PaymentIntents` or `Radar/EarlyFraudWarnings`. */
  readonly resource: string;
  readonly route: string;
  /** The names of its parameters, without `expand` and those of paging. */
  readonly params: readonly string[];
}

const folder = join(dirname(fileURLToPath(import.meta.resolve('stripe'))), 'resources');

const call = /^ {4}(\w+)\(.*\) \{\s+return this\._makeRequest\('(\w+)', [`'](\/v1\/[^`']+)[`']/gm;

/** Every route of API v1 that the SDK calls, by resource. */
export function sdkRoutes(): readonly SdkRoute[] {
  return globSync('**/*.js', { cwd: folder })
    .sort()
    .flatMap((file) => routesIn(file.slice(0, -'.js'.length)));
}

function routesIn(resource: string): readonly SdkRoute[] {
  const source = readFileSync(join(folder, `${resource}.js`), 'utf8');
  const types = readFileSync(join(folder, `${resource}.d.ts`), 'utf8');
  return [...source.matchAll(call)].map(([, name = '', method = '', path = '']) => ({
    resource,
    route: `${method} ${path.replaceAll(/\$\{[^}]+\}/g, ':id')}`,
    params: paramsOf(types, name),
  }));
}

function paramsOf(types: string, method: string): readonly string[] {
  const type = new RegExp(`^ {4}${method}\\(.*?params\\??: (?:\\w+\\.)*(\\w+)`, 'm').exec(types)?.[1];
  const body = new RegExp(`^( *)(?:export )?interface ${type} [^{]*\\{\\n([^]*?)^\\1\\}`, 'm').exec(types);
  if (type === undefined || body === null) return [];
  const [, indent = '', members = ''] = body;
  const member = new RegExp(`^${indent} {4}(\\w+)\\??:`, 'gm');
  return [...members.matchAll(member)].map(([, name = '']) => name).filter((name) => name !== 'expand');
}
