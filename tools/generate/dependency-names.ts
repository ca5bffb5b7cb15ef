import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../command-line.ts';
import { folderOfService, neededFile, sourcesIn } from './service-folder.ts';
import { formsOf } from './word-forms.ts';

/** `tickets` and `gift-cards`. */
export interface DependencyNames {
  readonly service: string;
  /** `apps/tickets` */
  readonly folder: string;
  readonly name: string;
}

/** `GIFT_CARDS_URL` */
export const settingOf = (name: string): string => `${formsOf(name).snake.toUpperCase()}_URL`;

/**
 * @throws UsageError for an unknown service or one that has no breakers, and for a name that is invalid,
 * taken, or used for something else
 */
export function dependencyNames(root: string, service: string, name: string): DependencyNames {
  const folder = folderOfService(root, service);
  if (!/^[a-z]{2,16}(-[a-z]{2,16}){0,2}$/.test(name))
    throw new UsageError(
      `NAME is "${name}": it must be one to three words in lowercase letters, such as gift-cards.`,
    );
  if (existsSync(path.join(root, folder, `src/${name}-client`)))
    throw new UsageError(`${folder}/src/${name}-client exists already.`);
  const taken = new RegExp(`class ${formsOf(name).pascal}Client\\b|name: '${name}'|\\b${settingOf(name)}\\b`);
  if (sourcesIn(root, folder).some((text) => taken.test(text)))
    throw new UsageError(`${folder} uses "${name}" for something else. Choose another name.`);
  const module = neededFile(root, `${folder}/src/${service}.module.ts`);
  for (const needed of ['ResilienceModule', 'SettingsModule'])
    if (!module.includes(`${needed}.forRoot(`))
      throw new UsageError(`${folder}/src/${service}.module.ts does not import ${needed}, which it needs.`);
  const config = `${folder}/src/${service}.config.ts`;
  if (!/\bhttpUrl\b/.test(neededFile(root, config)))
    throw new UsageError(`${config} does not import httpUrl of @holdfast/service-defaults, which it needs.`);
  return { service, folder, name };
}
