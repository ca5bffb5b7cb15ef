/** The colors of the theme at work, which a canvas cannot resolve. */
export interface Palette {
  readonly quiet: string;
  readonly line: string;
  readonly request: string;
  readonly broken: string;
  readonly wait: string;
  readonly process: string;
  readonly ground: string;
}

/** Reads them through an element whose color is set to each in turn. */
export function readPalette(probe: HTMLElement): Palette {
  const color = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  return {
    quiet: color('quiet'),
    line: color('line'),
    request: color('request'),
    broken: color('broken'),
    wait: color('wait'),
    process: color('process'),
    ground: color('ground'),
  };
}

/** Calls `onChange` when the theme changes: that of the system, or the page's own switch. */
export function watchTheme(onChange: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
    matchMedia(query),
  );
  const switched = new MutationObserver(onChange);
  for (const query of queries) query.addEventListener('change', onChange);
  switched.observe(document.documentElement, { attributes: true });
  return () => {
    for (const query of queries) query.removeEventListener('change', onChange);
    switched.disconnect();
  };
}
