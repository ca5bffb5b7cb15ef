import { until } from '@holdfast/witness';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MeasuredStack } from './measured-stack.ts';
import { type LiveMemory } from './memory-probe.ts';

const program = path.join(import.meta.dirname, `memory-probe${path.extname(import.meta.filename)}`);

/** An environment for services whose memory is read with `liveMemory`. */
export function probeEnvironment(folder: string): Readonly<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  return { NODE_OPTIONS: `--import=${pathToFileURL(program).href}`, MEMORY_PROBE_FOLDER: folder };
}

/** Makes each service collect its garbage, and returns the memory that is left. */
export async function liveMemory(
  stack: MeasuredStack,
  folder: string,
  services: readonly string[],
): Promise<ReadonlyMap<string, LiveMemory>> {
  const pids = stack.pids();
  const found = new Map<string, LiveMemory>();
  for (const service of services) {
    const pid = pids.get(service);
    if (pid === undefined) throw new Error(`${service} does not run.`);
    const file = path.join(folder, `${pid}.json`);
    rmSync(file, { force: true });
    process.kill(pid, 'SIGUSR2');
    await until(`${service} has written its memory`, () => existsSync(file));
    found.set(service, JSON.parse(readFileSync(file, 'utf8')) as LiveMemory);
  }
  return found;
}
