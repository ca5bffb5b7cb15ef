import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** The inner width of an element, in whole CSS pixels. Undefined before the first layout. */
export function useWidth(): readonly [RefObject<HTMLElement | null>, number | undefined] {
  const element = useRef<HTMLElement>(null);
  const [width, setWidth] = useState<number>();
  useLayoutEffect(() => {
    const observed = element.current;
    if (observed === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(observed);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
