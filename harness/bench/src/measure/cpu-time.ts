import { processTree } from '@holdfast/local-stack';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** USER_HZ, the unit of /proc, is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** The first line of a file in /proc; undefined if the process has ended, or without /proc. */
function firstLine(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1').split('\n', 1)[0];
  } catch {
    return undefined;
  }
}

/** User and system time of a process and of its ended children: fields 14 to 17 of `proc_pid_stat(5)`. */
function ticksOf(pid: number): number | undefined {
  const stat = firstLine(`/proc/${pid}/stat`);
  // The name of the process, in parentheses, may contain spaces.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

/**
 * CPU seconds used so far by a process and its descendants, exited ones included, in steps of 10 ms. NaN
 * without /proc.
 */
export function cpuSeconds(root: number): number {
  const [own = NaN, ...others] = processTree(root).map(ticksOf);
  return others.reduce<number>((sum, ticks) => sum + (ticks ?? 0), own) / ticksPerSecond;
}

/** CPU seconds used so far by the whole machine. NaN without /proc. */
function machineCpuSeconds(): number {
  const total = firstLine('/proc/stat');
  if (total === undefined) return NaN;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] = total
    .replace(/^cpu +/, '')
    .split(' ')
    .map(Number);
  return (user + nice + system + irq + softIrq + stolen) / ticksPerSecond;
}

/** CPU seconds used so far by this process alone. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * The share of the machine's CPU time that neither this process nor `ours`, which it started, uses until the
 * returned function is called, 0 to 1. NaN without /proc.
 */
export function watchOthers(ours: () => number): () => number {
  const othersSoFar = (): number => machineCpuSeconds() - ours() - ownCpuSeconds();
  const [begun, before] = [performance.now(), othersSoFar()];
  return () => (othersSoFar() - before) / (((performance.now() - begun) / 1_000) * cpus().length);
}
