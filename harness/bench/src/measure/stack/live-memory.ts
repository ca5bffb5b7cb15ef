import { type LocalStack } from '@holdfast/local-stack';
import { until } from '@holdfast/witness';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { serviceNames } from '../process-names.ts';

/** The memory that a process needs after its garbage is gone, bytes. */
export interface LiveMemory {
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
  /** Promises that something still holds. */
  readonly promises: number;
}

const program = path.join(import.meta.dirname, `memory-probe${path.extname(import.meta.filename)}`);

/** An environment for services whose memory is read with `liveMemory`. */
export function probeEnvironment(folder: string): Readonly<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  return { NODE_OPTIONS: `--import=${pathToFileURL(program).href}`, MEMORY_PROBE_FOLDER: folder };
}

/** Makes each service collect its garbage, and returns the memory that is left, by service. */
export async function liveMemory(
  stack: LocalStack,
  folder: string,
): Promise<Readonly<Record<string, LiveMemory>>> {
  const found: Record<string, LiveMemory> = {};
  for (const service of serviceNames) {
    const pid = stack.process(service).identity?.pid;
    if (pid === undefined) throw new Error(`${service} does not run.`);
    const file = path.join(folder, `${pid}.json`);
    rmSync(file, { force: true });
    process.kill(pid, 'SIGUSR2');
    await until(`${service} has written its memory`, () => existsSync(file));
    found[service] = JSON.parse(readFileSync(file, 'utf8')) as LiveMemory;
  }
  return found;
}
