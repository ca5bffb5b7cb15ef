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

export function showMachine({ cpu, cores, node, othersShare }: Machine): string {
  return `Node ${node}, ${cores} cores, ${cpu}; others took ${Math.round(othersShare * 100)} % of it.`;
}

/** 15 %: even on an idle machine, the kernel's disk and network work takes 6 %. */
const mostForOthers = 0.15;

/** True if other programs used so much of the CPU that the measured times mean nothing. */
export const isDisturbed = ({ othersShare }: Machine): boolean => othersShare > mostForOthers;

export function disturbance(machine: Machine): string[] {
  const { othersShare } = machine;
  if (!isDisturbed(machine)) return [];
  return [
    `DISTURBED: other programs took ${Math.round(othersShare * 100)} % of the CPU. Do not quote these numbers; run it again on an idle machine.`,
  ];
}
