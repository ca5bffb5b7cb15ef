import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** USER_HZ, the unit of /proc, is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

interface Ticks {
  readonly parentPid: number;
  readonly own: number;
  /** Ticks of children that have exited. */
  readonly ended: number;
}

/** Fields 4 and 14 to 17 of `proc_pid_stat(5)`; the name before them may contain spaces. */
function ticksOf(pid: number): Ticks | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
    return { parentPid: Number(fields[1]), own: user + system, ended: endedUser + endedSystem };
  } catch {
    return undefined;
  }
}

/**
 * Reads the CPU time of all processes once. The returned function gives the seconds used so far by a process
 * and its children, exited ones included, in steps of 10 ms. NaN without /proc.
 */
export function cpuSnapshot(): (pid: number) => number {
  const all = new Map<number, Ticks>();
  const ofChildren = new Map<number, number>();
  for (const pid of processIds()) {
    const ticks = ticksOf(pid);
    if (ticks === undefined) continue;
    all.set(pid, ticks);
    ofChildren.set(ticks.parentPid, (ofChildren.get(ticks.parentPid) ?? 0) + ticks.own);
  }
  return (pid) => {
    const { own = NaN, ended = NaN } = all.get(pid) ?? {};
    return (own + ended + (ofChildren.get(pid) ?? 0)) / ticksPerSecond;
  };
}

/** The CPU seconds of one process and its children, as in `cpuSnapshot`. */
export const cpuSeconds = (pid: number): number => cpuSnapshot()(pid);

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number);
  } catch {
    return [];
  }
}

/** CPU seconds used so far by the whole machine. NaN without /proc. */
export function machineCpuSeconds(): number {
  try {
    const [total = ''] = readFileSync('/proc/stat', 'latin1').split('\n', 1);
    const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] = total
      .replace(/^cpu +/, '')
      .split(' ')
      .map(Number);
    return (user + nice + system + irq + softIrq + stolen) / ticksPerSecond;
  } catch {
    return NaN;
  }
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
