import { readFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that could not be read from its file; `name` is the setting's own name. */
export interface FileProblem {
  readonly name: string;
  readonly message: string;
}

export interface ExternalSettings {
  /** The settings that are present; empty and blank variables are not. */
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly FileProblem[];
}

const isSet = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

/**
 * Reads the named settings: `TOKEN` from its variable, or from the file that `TOKEN_FILE` names, without one
 * trailing newline. Problems never contain a value or a path, which may be a misplaced secret.
 */
export function externalSettings(names: readonly string[], environment: Environment): ExternalSettings {
  const values: Record<string, string> = {};
  const problems: FileProblem[] = [];
  for (const name of names) {
    const value = environment[name];
    const file = environment[`${name}_FILE`];
    if (!isSet(file)) {
      if (isSet(value)) values[name] = value;
    } else if (isSet(value)) {
      problems.push({ name, message: `${name}: is set twice, in ${name} and in ${name}_FILE` });
    } else {
      const content = contentOf(file);
      if ('value' in content) values[name] = content.value;
      else problems.push({ name, message: `${name}_FILE: ${content.problem}` });
    }
  }
  return { values, problems };
}

function contentOf(file: string): { readonly value: string } | { readonly problem: string } {
  try {
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return isSet(value) ? { value } : { problem: 'names an empty file' };
  } catch (error) {
    return { problem: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}
