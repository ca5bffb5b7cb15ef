import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Hit, hitsIn } from './hits.ts';
import { type Measure, measures } from './measures.ts';

/** Numbers by file; a file without any is left out. */
export type Counts = Readonly<Record<string, number>>;

export const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

export interface WordLedger {
  readonly hits: readonly Hit[];
  readonly measures: Readonly<Record<Measure, Counts>>;
}

const ours = '{apps,libs,harness,examples,tools,docs,k8s,compose,.github}/**/*';
const patterns = [
  `${ours}.{ts,tsx,css,mjs,md,yml,yaml}`,
  '{apps,harness}/*/.env.example',
  'apps/*/web/*.html',
  'docs/openapi/*.json',
  '*.{md,mjs,yml}',
  'Dockerfile',
];
/** The rules quote what they find. */
const rulesFile = 'tools/words/rules.ts';
const notOurs = new Set(['node_modules', 'dist', '.local', 'reports', '.nx', 'coverage']);

export function filesIn(root: string): readonly string[] {
  const exclude = (name: string): boolean => notOurs.has(path.basename(name));
  return globSync(patterns, { cwd: root, exclude })
    .filter((file) => file !== rulesFile)
    .sort();
}

export const hitsOf = (root: string, files = filesIn(root)): readonly Hit[] =>
  files.flatMap((file) => hitsIn(file, readFileSync(path.join(root, file), 'utf8')));

/** Written by a command: their lines change with what is measured or set. */
const isGenerated = (file: string): boolean =>
  /^docs\/(failure-suite\/|production-readiness\.md|reference\/settings\.md)|\.api\.md$/.test(file);

export function ledgerOf(root: string): WordLedger {
  const sources = filesIn(root).map((file) => [file, readFileSync(path.join(root, file), 'utf8')] as const);
  const written = sources.filter(([file]) => !isGenerated(file));
  const count = (measure: (file: string, source: string) => number): Counts =>
    Object.fromEntries(
      written
        .map(([file, source]) => [file, measure(file, source)] as const)
        .filter(([, number]) => number > 0),
    );
  return {
    hits: sources.flatMap(([file, source]) => hitsIn(file, source)),
    measures: Object.fromEntries(
      Object.entries(measures).map(([name, measure]) => [name, count(measure)]),
    ) as Record<Measure, Counts>,
  };
}
