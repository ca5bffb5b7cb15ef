import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

interface Script {
  readonly name: string;
  readonly content: string;
}

/** Not of the public API of BullMQ: a spec shows that it is still there. */
const bullmqScripts = createRequire(import.meta.url)('bullmq/dist/cjs/scripts/index.js') as Readonly<
  Record<string, Script>
>;

/** On the wire a script is its hash; BullMQ's are told by theirs. */
const names = new Map<string, string>(
  Object.values(bullmqScripts).map(({ name, content }) => [
    createHash('sha1').update(content).digest('hex'),
    name,
  ]),
);

/** The name of BullMQ's script, else the first words of its opening comment, else the beginning of its hash. */
export function scriptName(hash: string, text: string): string {
  const known = names.get(hash);
  if (known !== undefined) return known;
  const comment = /^\s*--(?:\[\[)?\s*([\w-]+(?: [\w-]+){0,3})/.exec(text)?.[1];
  const name = comment ?? hash.slice(0, 8);
  if (comment !== undefined && names.size < 1_000) names.set(hash, name);
  return name;
}
