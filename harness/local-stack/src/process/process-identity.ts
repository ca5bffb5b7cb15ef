import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process, identified by pid and start time, because the system reuses pids. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

interface ProcStat {
  readonly parentPid: number;
  readonly isZombie: boolean;
  readonly startTicks: string;
}

/** Parses /proc/PID/stat. The process name in it may contain spaces and parentheses. */
export function parseProcStat(stat: string): ProcStat {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { isZombie: fields[0] === 'Z', parentPid: Number(fields[1]), startTicks: fields[19] ?? '' };
}

/** Linux's record of a process; undefined if there is none. */
export function procStatOf(pid: number | string): ProcStat | undefined {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined;
  }
}

/** Ticks count from boot, so they are only comparable within one boot. */
function linuxStartTime(pid: number): string | undefined {
  const stat = procStatOf(pid);
  if (stat === undefined || stat.isZombie) return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${stat.startTicks}`;
}

function psStartTime(pid: number): string | undefined {
  const ps = spawnSync('ps', ['-o', 'lstart=,stat=', '-p', `${pid}`], {
    encoding: 'utf8',
    // In UTC: the computer's time zone may change while the process runs.
    env: { LC_ALL: 'C', TZ: 'UTC' },
  });
  const [, startTime, state] = /^\s*(.*\S)\s+(\S+)\s*$/.exec(ps.stdout ?? '') ?? [];
  return state === undefined || state.startsWith('Z') ? undefined : startTime;
}

/**
 * The start time of a process in the system's own notation; undefined if it does not run. A zombie does not
 * run.
 */
export function startTimeOf(pid: number): string | undefined {
  return process.platform === 'linux' ? linuxStartTime(pid) : psStartTime(pid);
}

/** The identity of the running process with this pid. Throws if there is none. */
export function identityOf(pid: number): ProcessIdentity {
  const startTime = startTimeOf(pid);
  if (startTime === undefined) throw new Error(`no process ${pid} is running`);
  return { pid, startTime };
}

/** True if exactly this process still runs: same pid, same start time. */
export function isRunning(identity: ProcessIdentity): boolean {
  return startTimeOf(identity.pid) === identity.startTime;
}
