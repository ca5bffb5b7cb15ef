import { useEffect, useSyncExternalStore } from 'react';
import { AskedTargets } from './asked-targets.ts';

const targets = new AskedTargets();

/** The picture shows "asked…" on its targets. */
export const useIsAsked = (target: string): boolean =>
  useSyncExternalStore(targets.subscribe, () => targets.has(target));

/** Marks the target in the picture while a press on it is open. */
export function useMarkAsked(target: string, isAsked: boolean): void {
  useEffect(() => (isAsked ? targets.add(target) : undefined), [target, isAsked]);
}
