import { UsageError } from '../command-line.ts';

/** A name such as `ticketly`, and the scope of the packages, such as `@ticketly`. */
export interface Names {
  readonly name: string;
  readonly scope: string;
}

/** 12 characters: with more, wrapped imports push files over the limit of lint's max-lines. */
const oneWord = /^[a-z][a-z0-9]{1,11}$/;
const packageScope = /^@[a-z0-9][a-z0-9-]{0,29}$/;

/** Names that a fork of `current` may have. @throws UsageError */
export function namesFor(current: Names, { name = '', scope = `@${name}` }: Partial<Names>): Names {
  if (name === '') throw new UsageError('--name is required.');
  if (!oneWord.test(name))
    throw new UsageError(
      `--name is "${name}": it must be one word of 2 to 12 lowercase letters and digits that begins with a letter.`,
    );
  if (!packageScope.test(scope))
    throw new UsageError(`--scope is "${scope}": it must be an npm scope in lowercase, such as @${name}.`);
  for (const [option, value] of Object.entries({ name, scope }))
    if (value.includes(current.name))
      throw new UsageError(`--${option} must not contain "${current.name}", the name that it replaces.`);
  return { name, scope };
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** Replaces one repository's names by another's, in paths and in texts. */
export function renaming(from: Names, to: Names): (text: string) => string {
  // An email address continues with a dot: orders@holdfast.example.
  const scope = new RegExp(`${from.scope}(?![\\w.-])`, 'g');
  const words = [
    [from.name, to.name],
    [capital(from.name), capital(to.name)],
    [from.name.toUpperCase(), to.name.toUpperCase()],
  ] as const;
  return (text) =>
    words.reduce((result, [old, fresh]) => result.replaceAll(old, fresh), text.replaceAll(scope, to.scope));
}
