import { describe, expect, it } from '@jest/globals';
import { SourceMap } from 'node:module';
import { type RawSourceMap, reduceSourceMap, sectionOf } from './source-map.ts';

/**
 * Two lines of our own source, a package's file of three lines, a source that its package does not ship, and
 * our source again.
 */
const whole: RawSourceMap = {
  version: 3,
  sources: ['../../apps/tea/src/main.ts', '../../node_modules/pot/lid.js', '../../src/pot.ts'],
  mappings: 'AAAA,SAAS;AACT;ACDA;AACA;AACA;ACAA,CAAA;AFCA,IAAMA',
};

const reduced = reduceSourceMap(whole, '/shop/.local/bundles', '/shop', (source) =>
  source.startsWith('apps/'),
);

function sourceOf(line: number, column: number, map = reduced): unknown {
  const section = sectionOf(map, line);
  if (section === undefined) return undefined;
  const entry = new SourceMap({
    ...section.map,
    file: '',
    sourceRoot: '',
    names: [],
    sourcesContent: [],
  }).findEntry(line - section.offset.line, column);
  return 'originalSource' in entry && [entry.originalSource, entry.originalLine, entry.originalColumn];
}

describe('reduceSourceMap', () => {
  it('keeps every mapping of our own sources', () => {
    expect(sourceOf(0, 0)).toEqual(['apps/tea/src/main.ts', 0, 0]);
    expect(sourceOf(0, 9)).toEqual(['apps/tea/src/main.ts', 0, 9]);
    expect(sourceOf(1, 3)).toEqual(['apps/tea/src/main.ts', 1, 0]);
    expect(sourceOf(6, 4)).toEqual(['apps/tea/src/main.ts', 3, 6]);
  });

  it('keeps of a package which of its files a line is from', () => {
    for (const line of [2, 3, 4]) expect(sourceOf(line, 0)).toEqual(['node_modules/pot/lid.js', 0, 0]);
    expect(reduced.sections.map(({ map }) => map.mappings)).toEqual(['AAAA,SAAS;AACT;ACDA;;;A;ADGA,IAAM']);
  });

  it('names no source that does not exist', () => {
    expect(sourceOf(5, 1)).toEqual([undefined, undefined, undefined]);
  });

  it('maps the lines after the first in sections, so that a trace decodes few lines', () => {
    const long = { ...whole, mappings: Array.from({ length: 120 }, () => 'AACA').join(';') };
    const sectioned = reduceSourceMap(long, '/shop/.local/bundles', '/shop', () => true);
    expect(sectioned.sections.map(({ offset }) => offset)).toEqual([
      { line: 0, column: 0 },
      { line: 50, column: 0 },
      { line: 100, column: 0 },
    ]);
    for (const line of [0, 49, 50, 99, 100, 119])
      expect(sourceOf(line, 0, sectioned)).toEqual(['apps/tea/src/main.ts', line + 1, 0]);
  });
});
