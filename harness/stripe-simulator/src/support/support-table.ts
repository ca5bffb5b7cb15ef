import { type Endpoint } from '../http/endpoint.ts';
import { type SdkRoute, sdkRoutes } from './sdk-routes.ts';
import { listed, takenParams } from './taken-params.ts';

const begin = '<!-- support: generated, see below -->';
const end = '<!-- end of support -->';
const width = 110;

/** The README with a fresh support table between its marks. */
export function withSupportTable(readme: string, endpoints: readonly Endpoint[]): string {
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the README lacks "${begin}"`);
  return `${before}${begin}\n\n${supportTable(endpoints)}\n\n${end}${after}`;
}

export function supportTable(endpoints: readonly Endpoint[]): string {
  const supported = new Map(endpoints.map((endpoint) => [nameOf(endpoint), endpoint]));
  const groups = Map.groupBy(sdkRoutes(), ({ resource }) => resource);
  const covered = [...groups].filter(([, routes]) => routes.some(({ route }) => supported.has(route)));
  const others = [...groups].filter(([name]) => covered.every(([each]) => each !== name));
  const blocks = covered.map(([resource, routes]) => blockOf(resource, routes, supported));
  const refused = others.reduce((sum, [, routes]) => sum + routes.length, 0);
  return [
    '```text',
    blocks.join('\n\n'),
    '```',
    '',
    `The SDK's other ${refused} routes of ${others.length} resources are refused with 404.`,
  ].join('\n');
}

function blockOf(
  resource: string,
  routes: readonly SdkRoute[],
  supported: ReadonlyMap<string, Endpoint>,
): string {
  const lines = routes.flatMap((route) => {
    const endpoint = supported.get(route.route);
    return endpoint === undefined ? [] : [lineOf(route, endpoint)];
  });
  const missing = routes.filter(({ route }) => !supported.has(route)).map(({ route }) => route);
  const refused = missing.length === 0 ? [] : [wrapped(`  -  ${missing.join(', ')}`)];
  return [resource, ...lines, ...refused].join('\n');
}

function lineOf({ route, params }: SdkRoute, endpoint: Endpoint): string {
  const taken = takenParams(endpoint);
  const names = listed(taken);
  if (names.length === 0) return `  ✓  ${route}`;
  const missing = params.filter((name) => !(name in taken)).length;
  const rest = missing === 0 ? '' : ` (not ${missing} more)`;
  return wrapped(`  ✓  ${route}: ${names.join(', ')}${rest}`);
}

/** Breaks between parameters, with a hanging indent. */
function wrapped(line: string): string {
  const lines: string[] = [];
  for (const word of line.split(/(?<=,) /)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `       ${word}`);
  }
  return lines.join('\n');
}

/** As the SDK's: every name in a path is `:id`. */
function nameOf({ method, url }: Endpoint): string {
  return `${method} ${url.replaceAll(/:\w+/g, ':id')}`;
}
