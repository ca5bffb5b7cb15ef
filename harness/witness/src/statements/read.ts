import { type Statement } from './statement.ts';
import { hole, type Word } from './template.ts';

export interface Sentence {
  readonly text: string;
  /** Undefined if no statement of the list has these words. */
  readonly statement: Statement | undefined;
  readonly words: readonly Word[];
}

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const nextSentence = /[.!?:] +(?=[A-Z`"§])|$/g;

/** Splits a text into the longest statements of the list that fit. Everything else is one without meaning. */
export function read(text: string, statements: readonly Statement[]): Sentence[] {
  const line = inOneLine(text);
  const found: Sentence[] = [];
  let position = 0;
  while (position < line.length) {
    const sentence = longestAt(line, position, statements) ?? unknownAt(line, position);
    if (sentence.text !== hole) found.push(sentence);
    position += sentence.text.length;
    while (line[position] === ' ') position += 1;
  }
  return found;
}

function longestAt(line: string, position: number, statements: readonly Statement[]): Sentence | undefined {
  let longest: Sentence | undefined;
  for (const statement of statements) {
    const match = statement.template.matchAt(line, position);
    if (match === undefined || match.length <= (longest?.text.length ?? 0)) continue;
    if (!isEnd(line, position + match.length)) continue;
    const text = line.slice(position, position + match.length);
    longest = { text, statement, words: match.words };
  }
  return longest;
}

const isEnd = (line: string, position: number): boolean =>
  position >= line.length || line[position] === ' ' || line[position] === hole;

function unknownAt(line: string, position: number): Sentence {
  if (line[position] === hole) return { text: hole, statement: undefined, words: [] };
  nextSentence.lastIndex = position + 1;
  const end = nextSentence.exec(line);
  const text = line.slice(position, end === null ? line.length : end.index + end[0].length).trim();
  return { text, statement: undefined, words: [] };
}
