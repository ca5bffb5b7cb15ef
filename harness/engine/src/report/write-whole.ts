import { rename, writeFile } from 'node:fs/promises';

/** Replaces the file atomically: a reader sees the old report or the new one, never half of it. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`;
  await writeFile(draft, text);
  await rename(draft, file);
}
