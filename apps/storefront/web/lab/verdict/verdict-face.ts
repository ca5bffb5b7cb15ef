import { type LabVerdict } from '@holdfast/lab-api';
import { durationText } from '../../say/time.ts';
import { type Connection } from '../stream/lab-sight.ts';
import { verdictWords } from './words.ts';

export type Tone = 'held' | 'wait' | 'broken' | 'plain';

/** The verdict as the bar shows it: shape, word, color, sentence. */
export interface Face {
  readonly mark: 'held' | 'settling' | 'broken' | 'unknown' | 'nothing';
  readonly tone: Tone;
  readonly word: string;
  readonly sentence: string;
  /** A second, smaller line. */
  readonly note: string | null;
}

const looks: Readonly<Record<LabVerdict['kind'], Pick<Face, 'mark' | 'tone'>>> = {
  even: { mark: 'held', tone: 'held' },
  settling: { mark: 'settling', tone: 'wait' },
  uneven: { mark: 'broken', tone: 'broken' },
  cannot_count: { mark: 'unknown', tone: 'plain' },
  nothing_yet: { mark: 'nothing', tone: 'plain' },
};

/** Nothing is green that is not in sight: an old verdict stands in the note. */
export function faceOf(verdict: LabVerdict | undefined, connection: Connection, now: number): Face {
  if (connection.kind === 'lost')
    return {
      mark: 'unknown',
      tone: 'plain',
      word: verdictWords.outOfSight,
      sentence: verdictWords.lost(durationText(now - connection.at)),
      note:
        verdict === undefined
          ? verdictWords.keepsTrying
          : `${verdictWords.lastCount(verdict.sentence)} ${verdictWords.keepsTrying}`,
    };
  if (verdict === undefined)
    return {
      mark: 'nothing',
      tone: 'plain',
      word: verdictWords.looking,
      sentence: connection.kind === 'live' ? verdictWords.reading : verdictWords.lookingFor,
      note: null,
    };
  return {
    ...looks[verdict.kind],
    word: verdictWords.kinds[verdict.kind],
    sentence: verdict.sentence,
    note: null,
  };
}
