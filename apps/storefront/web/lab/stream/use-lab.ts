import { useSyncExternalStore } from 'react';
import { type Connection, type LabValues } from './lab-sight.ts';
import { LabStore } from './lab-store.ts';
import { openLabStream } from './lab-stream.read.ts';

/** For views that draw the wire without React: `labStore.wire` and `labStore.subscribeWire`. */
export const labStore = new LabStore(openLabStream);

/** The last value that the lab streamed under this name. Undefined until the first one. */
export function useLab<N extends keyof LabValues>(name: N): LabValues[N] | undefined {
  return useSyncExternalStore(labStore.subscribe, () => labStore.current().values[name]);
}

/** While it is not `live`, all values are old: grey them. */
export function useConnection(): Connection {
  return useSyncExternalStore(labStore.subscribe, () => labStore.current().connection);
}
