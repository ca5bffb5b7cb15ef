import { type RefObject, useEffect, useRef } from 'react';
import { type Shown, StripCanvas } from './strip-canvas.ts';
import { feed } from './use-timeline.ts';

export interface StripElements {
  readonly track: RefObject<HTMLElement | null>;
  readonly probe: RefObject<HTMLElement | null>;
  readonly cursor: RefObject<HTMLElement | null>;
}

/** The canvas behind these elements, once they have a width. */
export function useStripCanvas(
  { track, probe, cursor }: StripElements,
  { geometry, withStores, followed }: Shown,
  isPaused: boolean,
  onDensity: (arrows: number | null) => void,
): RefObject<StripCanvas | null> {
  const strip = useRef<StripCanvas>(null);
  const isSized = geometry.width > 0;
  useEffect(() => {
    if (!isSized || track.current === null || probe.current === null || cursor.current === null) return;
    const elements = { track: track.current, probe: probe.current, cursor: cursor.current };
    const nothing: Shown = { geometry: { width: 0, lanes: [] }, withStores: false, followed: undefined };
    const drawn = new StripCanvas(elements, feed, nothing, onDensity);
    strip.current = drawn;
    return () => {
      drawn.stop();
      strip.current = null;
    };
  }, [isSized, onDensity, track, probe, cursor]);
  useEffect(
    () => strip.current?.show({ geometry, withStores, followed }),
    [isSized, geometry, withStores, followed],
  );
  useEffect(() => strip.current?.pause(isPaused), [isSized, isPaused]);
  return strip;
}
