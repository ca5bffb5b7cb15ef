import { flushSync } from 'react-dom';
import { type AroundNavHandler } from 'wouter';

const isCalm = (): boolean =>
  document.visibilityState === 'hidden' || matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Starts a new page at its top, with a fade after a click on a link. Replaces a page without one, so that the
 * code that navigates finds the new address in its next line. Leaves Back, Forward and their scroll positions
 * to the browser.
 */
export const changePage: AroundNavHandler = (navigate, to, options) => {
  const go = (): void => {
    navigate(to, options);
    scrollTo({ top: 0, behavior: 'instant' });
  };
  if (options?.replace === true || isCalm() || !('startViewTransition' in document)) {
    go();
    return;
  }
  const { ready } = document.startViewTransition(() => {
    flushSync(go);
  });
  // A browser that is too busy leaves out the fade; the page changes all the same.
  ready.catch(() => undefined);
};
