import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../command-line.ts';
import { copyPart, serviceWords } from './copy-part.ts';
import { exampleService, type Part } from './example-parts.ts';
import { type PartNames } from './part-names.ts';
import { capital, formPairs, formsOf, pluralOf, replacing, withArticle } from './word-forms.ts';

/**
 * Copies a part into a service, and enters it where such parts are listed. Returns the paths of what was
 * written. `createdAt` dates its migration.
 * @throws UsageError before anything is written, if a file cannot take it
 */
export async function makePart(
  root: string,
  part: Part,
  names: PartNames,
  createdAt = Date.now(),
): Promise<readonly string[]> {
  const { folder } = names;
  const suite = suiteOf(root, folder);
  const rename = renaming(part, names, `${createdAt}`, numberOfNext(suite));
  const isFit = (file: string): boolean => suite !== undefined || !/suite\.ts$/.test(file);
  return copyPart(part, { root, folder, rename, isFit });
}

/** @throws UsageError for a suite that is not like the example's */
function suiteOf(root: string, folder: string): string | undefined {
  const file = path.join(root, folder, 'test/suite.ts');
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  if (/^const secret = /m.test(text)) return text;
  throw new UsageError(`${folder}/test/suite.ts has no "secret" that its customers send.`);
}

const numberOfNext = (suite = ''): number =>
  1 + Math.max(0, ...[...suite.matchAll(/\bnumber: (\d+)/g)].map(([, number]) => Number(number)));

function renaming(
  part: Part,
  { service, folder, process, row, message }: PartNames,
  createdAt: string,
  number: number,
): (text: string) => string {
  const [from, to] = [phrases(part.process), phrases(process)];
  return replacing(
    new Map([
      ...serviceWords(folder, service),
      [`${exampleService.name}DataSource`, `${formsOf(service).camel}DataSource`],
      [part.createdAt, createdAt],
      ['number: 3', `number: ${number}`],
      [from.sentence, to.sentence],
      [from.call, to.call],
      [withArticle(formsOf(part.row).spaced), withArticle(formsOf(row).spaced)],
      ...formPairs(formsOf(part.process), formsOf(process)),
      ...formPairs(formsOf(pluralOf(part.row)), formsOf(pluralOf(row))),
      ...formPairs(formsOf(part.row), formsOf(row)),
      ...(part.message && message ? formPairs(formsOf(part.message), formsOf(message)) : []),
    ]),
  );
}

/** `Issue a rain check` and `issue(`. */
function phrases(process: string): { readonly sentence: string; readonly call: string } {
  const [verb = '', ...noun] = process.split('-');
  return { sentence: `${capital(verb)} ${withArticle(noun.join(' '))}`, call: `${verb}(` };
}
