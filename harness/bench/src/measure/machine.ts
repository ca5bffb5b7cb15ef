import { cpus } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Share of the CPU time that other programs used during the measurement, 0 to 1; NaN if unknown. */
  readonly othersShare: number;
}

export function thisMachine(othersShare: number): Machine {
  return { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version, othersShare };
}

/** 15 %: even on an idle machine, the kernel's disk and network work takes 6 %. */
const mostForOthers = 0.15;

/** True if other programs used so much of the CPU that the measured times mean nothing. */
export const isDisturbed = ({ othersShare }: Machine): boolean => othersShare > mostForOthers;

/** The machine as text, with a warning if it was disturbed. */
export function showMachine(machine: Machine): string {
  const { cpu, cores, node, othersShare } = machine;
  const others = `others took ${Math.round(othersShare * 100)} % of it`;
  const lines = [
    `Node ${node}, ${cores} cores, ${cpu}; ${others}. Compare between lines, not between machines.`,
  ];
  if (isDisturbed(machine))
    lines.push('DISTURBED: do not quote these numbers; run it again on an idle machine.');
  return lines.join('\n');
}
