import { z } from 'zod';

export interface ServiceSettings {
  readonly service: string;
  readonly schema: z.ZodType;
  /** The text of its .env.example: a comment, then the settings it describes. */
  readonly example: string;
}

interface Group {
  readonly names: readonly string[];
  readonly text: string;
}

const intro = `# Settings

Every setting of every service, generated from the schemas and each \`.env.example\` by \`npm run docs\`. In brackets: the
default, or whether a setting is required. Any setting can come from a file: \`DATABASE_URL_FILE\` names the file that
holds \`DATABASE_URL\`. A service checks all settings at start and reports every problem in one error.

Leases, retry pauses, timeouts, overload limits and retention of messages are not settings. They must keep their
proportions to each other and to other services, so they are part of the code: change a default there. A service does
not start with one in its environment.

Where all defaults come from: [Defaults](defaults.md). The settings of \`npm start\`: \`npm start -- --help\`.`;

const width = 120;

/**
 * docs/reference/settings.md. A group that is the same in all services, or in all with a database, is listed
 * once.
 *
 * @param own services that this repository was extended by
 */
export function settingsPage(
  services: readonly ServiceSettings[],
  own: readonly ServiceSettings[] = [],
): string {
  const all = services.map(describe);
  const ofAll = sharedBy(all);
  const ofDatabases = sharedBy(all.filter(({ hasDatabase }) => hasDatabase));
  const shared = new Set([...ofAll, ...ofDatabases]);
  const sections = [
    ['Every service', ofAll] as const,
    ['Every service with a database', ofDatabases.filter((item) => !ofAll.includes(item))] as const,
    ...[...all, ...own.map(describe)].map(
      ({ service, items }) => [service, items.filter((item) => !shared.has(item))] as const,
    ),
  ];
  const texts = sections
    .filter(([, items]) => items.length > 0)
    .map(([title, items]) => section(title, items));
  return `${[intro, ...texts].join('\n\n')}\n`;
}

interface Described {
  readonly service: string;
  readonly hasDatabase: boolean;
  readonly items: readonly string[];
}

const describe = ({ service, schema, example }: ServiceSettings): Described => ({
  service,
  hasDatabase: defaultsOf(schema).has('DATABASE_URL'),
  items: groupsIn(example).map((group) => itemOf(group, defaultTexts(schema))),
});

function sharedBy(services: readonly { readonly items: readonly string[] }[]): string[] {
  return (services[0]?.items ?? []).filter((item) => services.every(({ items }) => items.includes(item)));
}

const section = (title: string, items: readonly string[]): string => `## ${title}\n\n${items.join('\n')}`;

function groupsIn(example: string): Group[] {
  const groups: Group[] = [];
  let comment: string[] = [];
  let names: string[] = [];
  const finish = (): void => {
    if (names.length > 0) groups.push({ names, text: comment.join(' ') });
    if (names.length > 0) comment = [];
    names = [];
  };
  for (const line of example.split('\n')) {
    const [, name] = /^([A-Z][A-Z0-9_]*)=/.exec(line) ?? [];
    if (name === undefined) finish();
    if (name !== undefined) names.push(name);
    else if (line.startsWith('#')) comment.push(line.replace(/^# ?/, ''));
    else comment = [];
  }
  finish();
  return groups;
}

/** The default of each setting as text. */
function defaultTexts(schema: z.ZodType): ReadonlyMap<string, string> {
  const required = requiredIn(schema);
  return new Map(
    [...defaultsOf(schema)].map(([name, value]) => {
      if (required.has(name)) return [name, 'required'];
      return [name, isShown(value) ? `\`${String(value)}\`` : 'optional'];
    }),
  );
}

/** The settings without which a service does not start. A setting with a default may be among them. */
const requiredIn = (schema: z.ZodType): ReadonlySet<unknown> =>
  new Set(schema.safeParse({}).error?.issues.map(({ path }) => path[0]));

/** The default of each setting, or undefined. */
export function defaultsOf(schema: z.ZodType): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(jsonSchemaOf(schema).properties ?? {}).map(([name, property]) => [
      name,
      typeof property === 'object' ? property.default : undefined,
    ]),
  );
}

const jsonSchemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

const isShown = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) && value !== '';

function itemOf({ names, text }: Group, defaults: ReadonlyMap<string, string>): string {
  const listed = names.map((name) => `\`${name}\` (${defaults.get(name) ?? 'optional'})`).join(', ');
  return wrapped(`- ${listed}: ${text}`);
}

/** Broken between words; lines after the first are indented, as Markdown wants them in a list. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ').filter((each) => each !== '')) {
    const line = lines.at(-1) ?? '';
    if (line === '' || line.length + word.length + 1 <= width)
      lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines.join('\n');
}
