import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

interface Script {
  readonly name: string;
  readonly content: string;
}

/** Not part of BullMQ's public API; a spec checks that it still exists. None without BullMQ. */
function bullmqScripts(): readonly Script[] {
  try {
    return Object.values(
      createRequire(import.meta.url)('bullmq/dist/cjs/scripts/index.js') as Readonly<Record<string, Script>>,
    );
  } catch {
    return [];
  }
}

/** Scripts are sent by hash; these are the hashes of BullMQ's. */
const names = new Map<string, string>(
  bullmqScripts().map(({ name, content }) => [createHash('sha1').update(content).digest('hex'), name]),
);

/** The name of a BullMQ script, else the first words of its opening comment, else the start of its hash. */
export function scriptName(hash: string, text: string): string {
  const known = names.get(hash);
  if (known !== undefined) return known;
  const comment = /^\s*--(?:\[\[)?\s*([\w-]+(?: [\w-]+){0,3})/.exec(text)?.[1];
  const name = comment ?? hash.slice(0, 8);
  if (comment !== undefined && names.size < 1_000) names.set(hash, name);
  return name;
}
