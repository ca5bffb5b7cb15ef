/**
 * Loaded into a service by `--import`: on SIGUSR2 it collects all garbage and writes its memory, in bytes, to
 * MEMORY_PROBE_FOLDER/PID.json.
 */
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LiveMemory } from './live-memory.ts';
import { probeFolder } from './memory-probe.config.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

process.on('SIGUSR2', () => {
  collect();
  // Finalizers free more in the turn after.
  setImmediate(() => {
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    const live: LiveMemory = { heapUsed, external, rss, promises: Number(queryObjects(Promise)) };
    const file = path.join(probeFolder(), `${process.pid}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(live));
    renameSync(`${file}.new`, file);
  });
});
