import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { budgets, type Figure, measurePages, reportOf } from './page-budgets.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdfast-pages-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Sizes of the files of a build, in bytes that do not compress. */
interface Sizes {
  readonly program?: number;
  readonly catalog?: number;
  readonly style?: number;
  readonly font?: number;
  readonly lab?: number;
  readonly labChart?: number;
  readonly labStyle?: number;
  readonly orders?: number;
}

const small: Required<Sizes> = {
  ...{ program: 1_000, catalog: 1_000, style: 1_000, font: 1_000, orders: 1_000 },
  ...{ lab: 1_000, labChart: 1_000, labStyle: 1_000 },
};

let builds = 0;

/** Writes both builds with these sizes, as Vite would, and measures them. */
async function measured(sizes: Sizes, pictures: readonly string[] = []): Promise<readonly Figure[]> {
  const dist = path.join(folder, `${(builds += 1)}`);
  for (const build of ['web', 'web-demo'])
    write(path.join(dist, build), { ...small, ...sizes }, build !== 'web');
  return measurePages(dist, pictures);
}

function write(build: string, sizes: Required<Sizes>, hasLab: boolean): void {
  const files = {
    'program.js': sizes.program,
    'catalog.js': sizes.catalog,
    'orders.js': sizes.orders,
    'style.css': sizes.style,
    'latin.woff2': sizes.font,
    ...(hasLab && { 'lab.js': sizes.lab, 'chart.js': sizes.labChart, 'lab.css': sizes.labStyle }),
  };
  const manifest = {
    'index.html': {
      file: 'program.js',
      css: ['style.css'],
      assets: ['latin.woff2'],
      dynamicImports: [
        'browse/catalog.page.tsx',
        'order/order.page.tsx',
        ...(hasLab ? ['lab/lab.page.tsx'] : []),
      ],
    },
    'browse/catalog.page.tsx': { file: 'catalog.js', imports: ['index.html'] },
    'order/order.page.tsx': { file: 'orders.js', imports: ['index.html'] },
    ...(hasLab && {
      'lab/lab.page.tsx': {
        file: 'lab.js',
        css: ['lab.css', 'style.css'],
        imports: ['index.html'],
        dynamicImports: ['lab/chart.view.tsx'],
      },
      'lab/chart.view.tsx': { file: 'chart.js', imports: ['lab/lab.page.tsx'] },
    }),
  };
  mkdirSync(path.join(build, '.vite'), { recursive: true });
  writeFileSync(path.join(build, '.vite/manifest.json'), JSON.stringify(manifest));
  writeFileSync(path.join(build, 'index.html'), '<!doctype html>');
  for (const [file, bytes] of Object.entries(files))
    writeFileSync(path.join(build, file), randomBytes(bytes));
}

const overBudget = (figures: readonly Figure[]): string[] =>
  figures.filter(({ bytes, most }) => bytes > most).map(({ name }) => name);

describe('the budgets of the pages', () => {
  it.each<[string, Sizes, readonly string[]]>([
    [
      'JavaScript of the program',
      { program: budgets.js },
      ['web: JavaScript of /', 'web-demo: JavaScript of /'],
    ],
    [
      'a catalog that is too large in a chunk of its own',
      { catalog: budgets.js },
      ['web: JavaScript of /', 'web-demo: JavaScript of /'],
    ],
    ['too many styles', { style: budgets.css }, ['web: CSS of /', 'web-demo: CSS of /']],
    [
      'a font that is too large',
      { font: budgets.font + 1 },
      ['web: largest font file', 'web-demo: largest font file'],
    ],
    ['a lab that is too large', { lab: budgets.labJs }, ['lab: JavaScript besides that of /']],
    [
      'a part of the lab that is too large and loaded later',
      { labChart: budgets.labJs },
      ['lab: JavaScript besides that of /'],
    ],
    ['too many styles of the lab', { labStyle: budgets.labCss }, ['lab: CSS besides that of /']],
  ])('refuse %s', async (_, sizes, names) => {
    expect(overBudget(await measured(sizes))).toEqual(names);
  });

  it('refuse a first view that is too heavy with its pictures', async () => {
    const picture = path.join(folder, 'tea.svg');
    writeFileSync(picture, randomBytes(budgets.firstView));
    expect(overBudget(await measured({}, [picture]))).toEqual([
      'web: first view of /, with all pictures',
      'web-demo: first view of /, with all pictures',
    ]);
  });

  it('count neither the pages that `/` does not load nor files that the lab shares with it', async () => {
    expect(overBudget(await measured({ orders: budgets.js, style: budgets.labCss }))).toEqual([]);
  });

  it('fail without a build, or without a lab in the demo', async () => {
    await expect(measurePages(path.join(folder, 'none'), [])).rejects.toThrow(/Run: npm run build/);
    const dist = path.join(folder, 'without-lab');
    for (const build of ['web', 'web-demo']) write(path.join(dist, build), small, false);
    await expect(measurePages(dist, [])).rejects.toThrow(/has no lab/);
  });

  it('are reported with the figure, the budget and the excess', () => {
    const figures = [
      { name: 'web: CSS of /', bytes: 3_560, most: budgets.css },
      { name: 'web: JavaScript of /', bytes: 121_000, most: budgets.js },
    ];
    expect(reportOf(figures)).toEqual({
      lines: [
        'web: CSS of /: 3.6 kB of 14.0 kB',
        'web: JavaScript of /: 121.0 kB, which is 1.0 kB over its budget of 120.0 kB',
      ],
      isOk: false,
    });
    expect(reportOf(figures.slice(0, 1)).isOk).toBe(true);
  });
});
