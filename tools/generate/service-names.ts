import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { UsageError } from '../command-line.ts';
import { capital } from './word-forms.ts';

/** `tickets` and `ticket`. */
export interface ServiceNames {
  readonly many: string;
  readonly one: string;
}

/** The names in the example. */
export const exampleNames: ServiceNames = { many: 'seats', one: 'seat' };

const oneWord = /^[a-z]{3,16}$/;

/**
 * @throws UsageError for a name that has other characters, is taken here, is reserved in TypeScript, or means
 * something else in the example
 */
export function serviceNames(root: string, many: string, one = many.replace(/s$/, '')): ServiceNames {
  for (const [what, word] of [
    ['NAME', many],
    ['--one', one],
  ] as const)
    if (!oneWord.test(word))
      throw new UsageError(`${what} is "${word}": it must be one word of 3 to 16 lowercase letters.`);
  if (one === many) throw new UsageError(`One of "${many}" needs another word. Say which: --one WORD.`);
  if (isReserved(one)) throw new UsageError(`"${one}" is a word of TypeScript. Choose another: --one WORD.`);
  for (const folder of ['apps', 'libs', 'harness', 'examples'])
    if (existsSync(path.join(root, folder, many))) throw new UsageError(`${folder}/${many} exists already.`);
  if (many.includes(exampleNames.one) || one.includes(exampleNames.one) || isUsed(root, one))
    throw new UsageError(`The example uses "${one}" for something else. Choose another word.`);
  return { many, one };
}

export function isReserved(word: string): boolean {
  try {
    new Script(`'use strict'; let ${word};`);
    return false;
  } catch {
    return true;
  }
}

/** As a word or as a part of a name: `product` in `productId`. */
function isUsed(root: string, word: string): boolean {
  const example = path.join(root, 'examples', exampleNames.many);
  const part = new RegExp(`(?<![A-Za-z])${word}(?![a-z])|${capital(word)}(?![a-z])`);
  return globSync('{src,test}/**/*.ts', { cwd: example }).some((file) =>
    part.test(readFileSync(path.join(example, file), 'utf8')),
  );
}

/** Replaces the example's names in a path or a text. */
export function renaming({ many, one }: ServiceNames): (text: string) => string {
  const words = [
    [exampleNames.many, many],
    [exampleNames.one, one],
  ] as const;
  return (text) =>
    words.reduce(
      (result, [old, fresh]) => result.replaceAll(old, fresh).replaceAll(capital(old), capital(fresh)),
      text.replaceAll(`examples/${exampleNames.many}`, `apps/${many}`),
    );
}
