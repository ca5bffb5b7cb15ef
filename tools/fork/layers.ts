/**
 * A fork changes these freely. Upstream changes them too, so an update may conflict there. Everything else is
 * upstream's: each change there is one to merge again. Folders end with a slash.
 */
export const yours: readonly string[] = [
  'apps/',
  'libs/contracts/',
  'k8s/overlays/',
  'README.md',
  'extra-services.json',
];

export type Layer = 'yours' | 'upstream';

/** The layer of a file, by its path from the repository's root. */
export const layerOf = (file: string): Layer =>
  yours.some((each) => (each.endsWith('/') ? file.startsWith(each) : file === each)) ? 'yours' : 'upstream';
