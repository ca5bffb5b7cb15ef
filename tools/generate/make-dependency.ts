import { copyPart, serviceWords } from './copy-part.ts';
import { type DependencyNames, settingOf } from './dependency-names.ts';
import { exampleDependency } from './example-parts.ts';
import { withConnections } from './failure-modes-page.ts';
import { neededFile } from './service-folder.ts';
import { formsOf, replacing } from './word-forms.ts';

/**
 * Copies a client behind a breaker into a service, with its setting and its section of the failure modes.
 * Returns the paths of what was written.
 * @throws UsageError before anything is written, if a file cannot take it
 */
export function makeDependency(root: string, names: DependencyNames): Promise<readonly string[]> {
  const { folder, service, name } = names;
  const setting = settingOf(name);
  const settings = `${folder}/.env.example`;
  const page = folder.startsWith('apps/')
    ? 'docs/reference/failure-modes.md'
    : `${folder}/docs/failure-modes.md`;
  const withSection = folder.startsWith('apps/')
    ? withConnections
    : (text: string, added: string) => `${text}\n${added}`;
  const more = new Map([
    [
      settings,
      `${neededFile(root, settings).trimEnd()}\n\n# The service ${name}. Default: none.\n${setting}=\n`,
    ],
    [page, withSection(neededFile(root, page), sectionOf(names))],
  ]);
  const words = replacing(
    new Map([
      ...serviceWords(folder, service),
      ['seatsSettings', `${formsOf(service).camel}Settings`],
      ['SeatsConfig', `${formsOf(service).pascal}Config`],
      ['CHECKOUT_URL', setting],
      ['CatalogClient', `${formsOf(name).pascal}Client`],
      ['catalogDependency', `${formsOf(name).camel}Dependency`],
      ['catalog', name],
    ]),
  );
  const rename = (text: string): string =>
    words(text).replaceAll(
      /\b(closed|open|half_open):\s*'[^']*'/g,
      (_, state) => `${state}: '${seenIn(name)}'`,
    );
  return copyPart(exampleDependency, { root, folder, rename, more });
}

/** True until a handler uses the client. */
const seenIn = (name: string): string => `Nothing: no request needs ${name} yet.`;

const sectionOf = ({ service, name }: DependencyNames): string => `### ${service} → ${name}

- **Dependency:** \`${name}\`
- **Breaker during a full outage:** open
- **Users see:** ${seenIn(name)}
- **Afterward:** The first request after at most 18 s is the probe. It closes the breaker.
`;
