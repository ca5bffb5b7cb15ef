import { cpuSeconds } from '../cpu-time.ts';
import { type MeasuredStack } from './measured-stack.ts';

/** CPU seconds used so far by all processes of a stack and their children. */
export const stackCpuSeconds = (stack: MeasuredStack): number =>
  [...stack.pids().values()].reduce((sum, pid) => sum + cpuSeconds(pid), 0);
