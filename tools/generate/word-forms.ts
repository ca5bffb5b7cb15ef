/** `rain-check` as paths, code, SQL and prose write it. */
export interface WordForms {
  readonly kebab: string;
  readonly snake: string;
  readonly camel: string;
  readonly pascal: string;
  readonly spaced: string;
}

export function formsOf(kebab: string): WordForms {
  const camel = kebab.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {
    kebab,
    snake: kebab.replaceAll('-', '_'),
    camel,
    pascal: capital(camel),
    spaced: kebab.replaceAll('-', ' '),
  };
}

export const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

export const withArticle = (noun: string): string => `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;

export function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return noun.replace(/y$/, 'ies');
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** Replaces each key by its value, in one pass: a replacement is not replaced again. Longer keys win. */
export function replacing(words: ReadonlyMap<string, string>): (text: string) => string {
  const keys = [...words.keys()].sort((a, b) => b.length - a.length);
  const any = new RegExp(keys.map((key) => key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(any, (key) => words.get(key) ?? key);
}

/** Each form of one word, with that of another. */
export const formPairs = (from: WordForms, to: WordForms): [string, string][] =>
  (Object.keys(from) as (keyof WordForms)[]).map((form) => [from[form], to[form]]);
