import { processTree } from '@holdfast/local-stack';
import { readFileSync } from 'node:fs';
import { type MeasuredStack } from './measured-stack.ts';

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
export function stackMemory(stack: MeasuredStack): ReadonlyMap<string, number> {
  const megabytes = ([name, root]: readonly [string, number]): [string, number] => {
    const field = name === 'postgres' ? 'RssAnon' : 'VmRSS';
    const sum = processTree(root).reduce((total, pid) => total + kilobytes(pid, field), 0);
    return [name, sum / 1_024];
  };
  return new Map([...stack.pids()].map(megabytes));
}
