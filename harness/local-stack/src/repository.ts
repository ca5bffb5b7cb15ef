import path from 'node:path';

/** The root folder of this repository, as seen from src/ and from dist/ alike. */
export const repositoryRoot = path.resolve(import.meta.dirname, '../../..');

/** An installed package's folder. */
export const installedPackage = (name: string): string => path.join(repositoryRoot, 'node_modules', name);
