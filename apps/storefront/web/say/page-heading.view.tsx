import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { words } from '../words.ts';

/** The only h1 of a page. Takes the focus when the page appears, and names the browser tab. */
export function PageHeading({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    document.title = words.shell.title(title);
  }, [title]);
  // The place on the page is the browser's business: it keeps it after a reload and after Back.
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
