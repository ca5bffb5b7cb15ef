import { type RefObject, useLayoutEffect } from 'react';

/** Moves the focus to the heading of the panel when the element that has it disappears with its row. */
export function useFocusOnHeading(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const current = element.current;
    // React runs this before it removes the element.
    return () => {
      if (current === null || current !== document.activeElement) return;
      current.closest('.panel')?.querySelector('h2')?.focus({ preventScroll: true });
    };
  }, [element]);
}
