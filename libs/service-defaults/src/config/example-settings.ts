import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/**
 * Reads a `.env.example`, with made-up secrets in place of `change-me`, which no service accepts. For code
 * that needs a configuration without starting a service: the OpenAPI document and specs.
 */
export function exampleSettings(file: URL): Record<string, string> {
  const text = readFileSync(file, 'utf8').replaceAll(/change([-_])me/g, 'made-up-to-be-read-and-never-used');
  return parseEnv(text) as Record<string, string>;
}
