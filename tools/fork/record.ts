import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Names } from './names.ts';

/** Says what a fork was made from, and with which choices. It is the only file that names upstream. */
export const recordFile = 'fork.json';

const recordSchema = z.strictObject({
  name: z.string(),
  scope: z.string(),
  removed: z.array(z.string()).readonly().optional(),
  upstream: z.strictObject({ name: z.string(), url: z.string(), ref: z.string(), commit: z.string() }),
});

export type ForkRecord = Readonly<z.infer<typeof recordSchema>>;

/** Undefined in a repository that is not a fork. @throws Error if the record is invalid */
export function readRecord(root: string): ForkRecord | undefined {
  const file = path.join(root, recordFile);
  if (!existsSync(file)) return undefined;
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${recordFile} is not the record of a fork`, { cause });
  }
}

/** The names of a repository, by its packages. */
export function namesOf(root: string): Names {
  const nameIn = (file: string): string =>
    (JSON.parse(readFileSync(path.join(root, file), 'utf8')) as { name: string }).name;
  const [scope = ''] = nameIn('libs/contracts/package.json').split('/');
  return { name: nameIn('package.json'), scope };
}
