import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/**
 * The settings that a `.env.example` shows, with made-up secrets where it says `change-me`: no service starts with what stands there itself.
 * For what reads a configuration without starting a service: the OpenAPI document, and specs.
 */
export function exampleSettings(file: URL): Record<string, string> {
  const text = readFileSync(file, 'utf8').replaceAll(/change([-_])me/g, 'made-up-to-be-read-and-never-used');
  return parseEnv(text) as Record<string, string>;
}
