import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { listedServices, migratedServices } from '@holdfast/local-stack';
import { type z } from 'zod';
import { withCurrentLines } from './lesson-lines.ts';
import { type ServiceSettings, settingsPage } from './settings-page.ts';
import { moveTables, statusesPage } from './statuses-page.ts';

export interface GeneratedPage {
  readonly file: string;
  readonly text: string;
}

const services = [...migratedServices, 'storefront'];

/** The pages of docs that are made from code, as they should be now. */
export async function generatedPages(root: string): Promise<GeneratedPage[]> {
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const settings = await Promise.all(services.map((service) => settingsOf(root, service)));
  const lesson = 'docs/explanation/lesson.md';
  return [
    { file: 'docs/reference/settings.md', text: settingsPage(settings, await ownSettings(root)) },
    { file: 'docs/reference/statuses.md', text: statusesPage(await moveTables(root)) },
    {
      file: lesson,
      text: withCurrentLines(read(lesson), (link) => read(path.join(path.dirname(lesson), link))),
    },
  ];
}

/** Of the services that were generated. Others may keep their settings anywhere. */
function ownSettings(root: string): Promise<ServiceSettings[]> {
  const generated = listedServices(root).filter(({ name }) => existsSync(configOf(root, name)));
  return Promise.all(generated.map(({ name }) => settingsOf(root, name)));
}

const configOf = (root: string, service: string): string =>
  path.join(root, 'apps', service, 'src', `${service}.config.ts`);

/** The schema is read by its path, because tools may not import apps. */
export async function settingsOf(root: string, service: string): Promise<ServiceSettings> {
  const file = configOf(root, service);
  const exported = (await import(pathToFileURL(file).href)) as Record<string, z.ZodType>;
  const schema = exported[`${service}Settings`];
  if (schema === undefined) throw new Error(`${file} does not export ${service}Settings`);
  const example = readFileSync(path.join(root, `apps/${service}/.env.example`), 'utf8');
  return { service, schema, example };
}
