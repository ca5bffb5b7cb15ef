import { useMemo } from 'react';
import { useLab } from '../stream/use-lab.ts';
import { type NodeExtras } from './node-state.ts';
import { heardSystem, type LabSystem } from './system.ts';

/** The system as the lab last streamed it. Undefined until it has named its connections and processes. */
export function useSystem(): LabSystem | undefined {
  const edges = useLab('edges');
  const processes = useLab('processes');
  const breakers = useLab('breakers');
  const faults = useLab('faults');
  return useMemo(
    () => heardSystem({ edges, processes, breakers, faults }),
    [edges, processes, breakers, faults],
  );
}

export function useNodeExtras(): NodeExtras {
  const counters = useLab('counters');
  const customers = useLab('customers');
  const provider = useLab('faults')?.provider;
  const hasRedis = useLab('edges')?.some(({ to }) => to === 'redis') ?? true;
  const queueStore = hasRedis ? 'redis' : 'postgres';
  return useMemo(
    () => ({ counters, customers, provider, queueStore }),
    [counters, customers, provider, queueStore],
  );
}
