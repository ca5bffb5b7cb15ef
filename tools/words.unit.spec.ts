import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hitsIn } from './words/hits.ts';
import { type Counts, filesIn, ledgerOf, type WordLedger } from './words/ledger.ts';
import { measures } from './words/measures.ts';

const root = path.resolve(import.meta.dirname, '..');
const baseline = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'words-baseline.json'), 'utf8'),
) as WordLedger['measures'];

const rulesHit = (file: string, source: string): string[] => hitsIn(file, source).map(({ rule }) => rule);

describe('the words check', () => {
  it('reads strings, templates and comments of code, but no names', () => {
    const source = [
      'export const toldAtOnce = `${n} things at once`;', // words-allow: sample
      "// Somebody has to wait.\nexport const surely = 'surely';", // words-allow: sample
      'const pattern = /told/;', // words-allow: sample
    ].join('\n');
    const rules = rulesHit('a.ts', source).sort();
    expect(rules).toEqual(['at once', 'surely', 'whoever']); // words-allow: sample
  });

  it('reads the strings, texts and comments of pages, and the comments of their styles', () => {
    const page = [
      "const name = <p title='just now'>", // words-allow: sample
      '  It mends', // words-allow: sample
      '  by itself. {/* Is told. */}', // words-allow: sample
      '</p>;',
    ].join('\n');
    const rules = rulesHit('a.view.tsx', page).sort();
    expect(rules).toEqual(['by itself', 'just now', 'mend', 'tell']); // words-allow: sample
    const style = '.a {\n  /* Moves at once. */\n}\n'; // words-allow: sample
    expect(hitsIn('a.css', style).map(({ line }) => line)).toEqual([2]);
    expect(rulesHit('a.html', '<title>Nobody</title>')).toEqual(['whoever']); // words-allow: sample
  });

  it('finds a phrase across a line break, and names the line where it begins', () => {
    const hits = hitsIn('a.ts', '/**\n * Runs all at\n * once.\n */\n');
    expect(hits.map(({ line, rule }) => [line, rule])).toEqual([[2, 'at once']]); // words-allow: sample
    expect(rulesHit('a.md', 'It is done by\nitself.\n')).toEqual(['by itself']); // words-allow: sample
  });

  it('excuses a line that says why, and no other', () => {
    const phrase = 'two at once'; // words-allow: sample
    const text = `${phrase} # words-allow: both hold the lock\n${phrase} # words-allow:\n`;
    expect(hitsIn('a.yml', text).map(({ line }) => line)).toEqual([2]);
  });

  it('has files to read', () => {
    expect(filesIn(root).length).toBeGreaterThan(1500);
    expect(filesIn(root)).toEqual(
      expect.arrayContaining([
        'README.md',
        'docs/openapi/checkout.json',
        'apps/checkout/.env.example',
        'apps/storefront/web/main.tsx',
      ]),
    );
  });
});

describe('the words of the repository', () => {
  const now = ledgerOf(root);

  it('are plain: npm run lint:words lists those that are not, with advice', () => {
    expect(now.hits.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual([]);
  });

  const differences = (known: Counts, found: Counts): Record<string, string> =>
    Object.fromEntries(
      [...new Set([...Object.keys(known), ...Object.keys(found)])]
        .filter((file) => known[file] !== found[file])
        .map((file) => [file, `${known[file] ?? 0} → ${found[file] ?? 0}`]),
    );

  it.each(Object.keys(measures) as (keyof typeof measures)[])(
    'have ever fewer %s: npm run lint:words -- --accept keeps a number that has fallen',
    (name) => {
      expect(differences(baseline[name], now.measures[name])).toEqual({});
    },
  );
});
