import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Gives an element its height. Set by script: the Content-Security-Policy allows no style attributes. */
export function useFixedFrame(height: number): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (element.current !== null) element.current.style.height = `${height}px`;
  }, [height]);
  return element;
}
