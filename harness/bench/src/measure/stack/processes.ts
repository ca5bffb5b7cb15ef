import { type LocalStack, processTree } from '@holdfast/local-stack';
import { readFileSync } from 'node:fs';
import { cpuSeconds } from '../cpu-time.ts';

/** The pid of each process that runs now. */
function pidsOf(stack: LocalStack): [string, number][] {
  return stack.processNames.flatMap((name) => {
    const pid = stack.process(name).identity?.pid;
    return pid === undefined ? [] : [[name, pid] as [string, number]];
  });
}

/** CPU seconds used so far by all processes and their children. */
export const stackCpuSeconds = (stack: LocalStack): number =>
  pidsOf(stack).reduce((sum, [, pid]) => sum + cpuSeconds(pid), 0);

function kilobytes(pid: number, field: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * Memory of each process and its children by name, MB: resident for Node and Redis, for Postgres without the
 * buffers that its sessions share. Linux only.
 */
export function stackMemory(stack: LocalStack): Readonly<Record<string, number>> {
  const megabytes = ([name, root]: readonly [string, number]): [string, number] => {
    const field = name === 'postgres' ? 'RssAnon' : 'VmRSS';
    const sum = processTree(root).reduce((total, pid) => total + kilobytes(pid, field), 0);
    return [name, sum / 1_024];
  };
  return Object.fromEntries(pidsOf(stack).map(megabytes));
}
