import { type FocusEvent, useLayoutEffect, useRef } from 'react';

interface FocusHandlers {
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/** Moves the focus to the heading if the element that had it is gone, or in a dialog that was just closed. */
export function focusHeadingIfLost(): void {
  const { activeElement, body } = document;
  if (activeElement === body || activeElement?.checkVisibility() === false)
    document.querySelector('h1')?.focus({ preventScroll: true });
}

/**
 * Moves the focus to the heading if the element that had it is gone with the change of `state`: a keyboard
 * would begin at the top of the page again. Spread the result on an element that stays.
 */
export function useFocusKept(state: string): FocusHandlers {
  const wasInside = useRef(false);
  useLayoutEffect(() => {
    if (wasInside.current) focusHeadingIfLost();
  }, [state]);
  return {
    onFocus: () => {
      wasInside.current = true;
    },
    // Without a new element, the old one may just have been removed.
    onBlur: ({ relatedTarget }) => {
      if (relatedTarget !== null) wasInside.current = false;
    },
  };
}
