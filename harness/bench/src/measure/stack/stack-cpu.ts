import { cpuSeconds, machineCpuSeconds } from '../cpu-time.ts';
import { thisMachine } from '../machine.ts';
import { type MeasuredStack } from './measured-stack.ts';

/** CPU time by process, milliseconds. */
export type CpuByProcess = ReadonlyMap<string, number>;

/** CPU time used so far by each process and its children. */
export function stackCpu(stack: MeasuredStack): CpuByProcess {
  return new Map([...stack.pids()].map(([name, pid]) => [name, cpuSeconds(pid) * 1_000]));
}

/** The CPU time between two readings. A process that started in between counts from its start. */
export function cpuBetween(before: CpuByProcess, after: CpuByProcess): CpuByProcess {
  return new Map([...after].map(([name, ms]) => [name, ms - (before.get(name) ?? 0)]));
}

export const sumOf = (cpu: CpuByProcess, isCounted: (name: string) => boolean = () => true): number =>
  [...cpu].filter(([name]) => isCounted(name)).reduce((sum, [, ms]) => sum + ms, 0);

/**
 * The share of the machine's CPU time that neither this process nor the stack uses, until the returned
 * function is called.
 */
export function watchOthers(stack: MeasuredStack): () => number {
  const othersSoFar = (): number => {
    const { user, system } = process.cpuUsage();
    return machineCpuSeconds() - sumOf(stackCpu(stack)) / 1_000 - (user + system) / 1e6;
  };
  const [begun, before] = [performance.now(), othersSoFar()];
  return () => (othersSoFar() - before) / (((performance.now() - begun) / 1_000) * thisMachine(NaN).cores);
}
