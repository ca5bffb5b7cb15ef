import path from 'node:path';

/** The root folder of this repository; the same from src/ and dist/. */
export const repositoryRoot = path.resolve(import.meta.dirname, '../../..');

/** An installed package's folder. */
export const installedPackage = (name: string): string => path.join(repositoryRoot, 'node_modules', name);
