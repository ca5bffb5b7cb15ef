import { piecesOf } from './pieces.ts';

export const measures = {
  'prose lines over 120 characters': (file: string, source: string) =>
    /\.md$/.test(file)
      ? withoutCode(source)
          .split('\n')
          .filter((line) => line.length > 120 && !/^\s*\||\]\(|^\s*<|https?:/.test(line)).length
      : 0,
  'comment lines over 110 characters': (file: string, source: string) =>
    /\.(ts|tsx|mjs)$/.test(file) ? commentLines(file, source).filter((line) => line.length > 110).length : 0,
  'table cells over 160 characters': (file: string, source: string) =>
    /\.md$/.test(file) && file !== 'README.md' ? cells(source).filter((cell) => cell.length > 160).length : 0,
  'table cells over 80 characters in README.md': (file: string, source: string) =>
    file === 'README.md' ? cells(source).filter((cell) => cell.length > 80).length : 0,
  'lines of README.md over 110': (file: string, source: string) =>
    file === 'README.md' ? Math.max(0, source.trimEnd().split('\n').length - 110) : 0,
  'sentences over 25 words': (file: string, source: string) =>
    /\.md$/.test(file) ? sentences(file, source).filter((words) => words > 25).length : 0,
} as const;

export type Measure = keyof typeof measures;

function commentLines(file: string, source: string): readonly string[] {
  const lines = source.split('\n');
  return piecesOf(file, source)
    .filter(({ kind }) => kind === 'comment')
    .flatMap(({ line, lineStarts }) => lineStarts.map((_, index) => lines[line - 1 + index] ?? ''));
}

/** As a reader sees them: a link counts by its words. */
const asRead = (text: string): string => text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');

function cells(source: string): readonly string[] {
  return source
    .split('\n')
    .filter((line) => /^\s*\|/.test(line) && !/^\s*\|[\s|:-]+$/.test(line))
    .flatMap((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cell) => asRead(cell).trim());
}

function sentences(file: string, source: string): readonly number[] {
  const prose = source.replace(/^\s*(```|~~~)[\s\S]*?^\s*\1/gm, '');
  return piecesOf(file, prose)
    .filter(({ text }) => !/^\s*(\||#|<)/.test(text))
    .flatMap(({ text }) => asRead(text).split(/(?<=[.!?])\s+/))
    .map((sentence) => sentence.split(/\s+/).filter((word) => /\w/.test(word)).length);
}

const withoutCode = (source: string): string => source.replace(/^```[^]*?^```/gm, '');
