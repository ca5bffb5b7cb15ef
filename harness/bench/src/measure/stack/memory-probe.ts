/**
 * Loaded into a service by `--import`: on SIGUSR2 it collects all garbage and writes its memory, in bytes, to
 * MEMORY_PROBE_FOLDER/PID.json.
 */
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getHeapStatistics, queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { probeFolder } from './memory-probe.config.ts';

/** The memory that a process needs after its garbage is gone, bytes. */
export interface LiveMemory {
  readonly heapUsed: number;
  readonly heapTotal: number;
  readonly external: number;
  readonly rss: number;
  /** Memory that malloc holds for V8: buffers, code, zones. */
  readonly malloced: number;
  /** Promises that something still holds. */
  readonly promises: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

process.on('SIGUSR2', () => {
  collect();
  // Finalizers free more in the turn after.
  setImmediate(() => {
    collect();
    const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
    const live: LiveMemory = {
      heapUsed,
      heapTotal,
      external,
      rss,
      malloced: getHeapStatistics().malloced_memory,
      promises: Number(queryObjects(Promise)),
    };
    const file = path.join(probeFolder(), `${process.pid}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(live));
    renameSync(`${file}.new`, file);
  });
});
