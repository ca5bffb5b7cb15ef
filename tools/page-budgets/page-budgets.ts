import { statSync } from 'node:fs';
import path from 'node:path';
import sizes from 'size-limit';
import fileSizes from '@size-limit/file';
import { BuiltPages } from './build-manifest.ts';

/** A measured part of the pages and the most that it may weigh, in bytes. */
export interface Figure {
  readonly name: string;
  readonly bytes: number;
  readonly most: number;
}

const kB = 1_000;
/** gzip for everything that compresses; fonts are compressed already. */
export const budgets = {
  js: 120 * kB,
  css: 14 * kB,
  font: 60 * kB,
  firstView: 300 * kB,
  labJs: 130 * kB,
  labCss: 8 * kB,
} as const;

/** Chunks that `/` needs: the program, and its page if that is a chunk of its own. */
const catalog = ['index.html', 'browse/catalog.page.tsx'];
const lab = 'lab/lab.page.tsx';

const compressed = async (files: readonly string[]): Promise<number> => {
  const [measured] = (await sizes([fileSizes], { checks: [{ files, gzip: true }] })) as [{ size: number }];
  return measured.size;
};

const largest = (files: readonly string[]): number =>
  Math.max(0, ...files.map((file) => statSync(file).size));

async function figuresOfShop(pages: BuiltPages, pictures: readonly string[]): Promise<readonly Figure[]> {
  const chunks = pages.loadedWith(pages.having(...catalog));
  const name = path.basename(pages.folder);
  const js = await compressed(pages.filesOf(chunks, /\.js$/));
  const css = await compressed(pages.filesOf(chunks, /\.css$/));
  // A browser loads one subset; the others wait for a text that needs them.
  const font = largest(pages.filesOf(chunks, /\.woff2$/));
  const rest = await compressed([path.join(pages.folder, 'index.html'), ...pages.filesOf(chunks, /\.svg$/)]);
  const shown = pictures.reduce((sum, file) => sum + statSync(file).size, 0);
  return [
    { name: `${name}: JavaScript of /`, bytes: js, most: budgets.js },
    { name: `${name}: CSS of /`, bytes: css, most: budgets.css },
    { name: `${name}: largest font file`, bytes: font, most: budgets.font },
    {
      name: `${name}: first view of /, with all pictures`,
      bytes: js + css + font + rest + shown,
      most: budgets.firstView,
    },
  ];
}

async function figuresOfLab(pages: BuiltPages): Promise<readonly Figure[]> {
  const except = pages.loadedWith(pages.having(...catalog));
  const roots = pages.having(lab);
  if (roots.length === 0) throw new Error(`${pages.folder} has no lab: its manifest lacks ${lab}`);
  const chunks = pages.loadedWith(roots, { except, isLazyToo: true });
  const ofShop = pages.filesOf(except, /./);
  const own = (ending: RegExp): readonly string[] =>
    pages.filesOf(chunks, ending).filter((file) => !ofShop.includes(file));
  return [
    { name: 'lab: JavaScript besides that of /', bytes: await compressed(own(/\.js$/)), most: budgets.labJs },
    { name: 'lab: CSS besides that of /', bytes: await compressed(own(/\.css$/)), most: budgets.labCss },
  ];
}

/**
 * Measures both builds in `dist`: `web` and `web-demo`. `pictures` are the files that the catalog shows.
 * @throws Error if a build is missing.
 */
export async function measurePages(dist: string, pictures: readonly string[]): Promise<readonly Figure[]> {
  const [web, demo] = ['web', 'web-demo'].map((name) => new BuiltPages(path.join(dist, name)));
  if (web === undefined || demo === undefined) return [];
  return [
    ...(await figuresOfShop(web, pictures)),
    ...(await figuresOfShop(demo, pictures)),
    ...(await figuresOfLab(demo)),
  ];
}

const inKB = (bytes: number): string => `${(bytes / kB).toFixed(1)} kB`;

/** `web: CSS of /: 3.6 kB of 14.0 kB`, for each figure, and whether it is within its budget. */
export function reportOf(figures: readonly Figure[]): { readonly lines: readonly string[]; isOk: boolean } {
  const over = figures.filter(({ bytes, most }) => bytes > most);
  const line = ({ name, bytes, most }: Figure): string =>
    bytes > most
      ? `${name}: ${inKB(bytes)}, which is ${inKB(bytes - most)} over its budget of ${inKB(most)}`
      : `${name}: ${inKB(bytes)} of ${inKB(most)}`;
  return { lines: figures.map(line), isOk: over.length === 0 };
}
