import { type FixReport } from '@holdfast/lab-api';
import { useRef, useState } from 'react';
import { announce } from '../../say/announcements.ts';
import { fixEverything } from './fix.act.ts';
import { fixSentence, fixWords } from './words.ts';

export interface Fixing {
  readonly isFixing: boolean;
  /** The end of the last one, or a sentence for a second press. */
  readonly result: { readonly sentence: string; readonly report: FixReport | null } | null;
  readonly fix: () => Promise<void>;
  readonly close: () => void;
}

/** "Fix everything": the report is of the lab, which responds once everything that could be fixed is. */
export function useFix(): Fixing {
  const [isFixing, setIsFixing] = useState(false);
  const [result, setResult] = useState<Fixing['result']>(null);
  const isAtWork = useRef(false);
  const say = (sentence: string, report: FixReport | null): void => {
    setResult({ sentence, report });
    announce([sentence, ...(report?.failed ?? [])].join(' '));
  };
  const fix = async (): Promise<void> => {
    if (isAtWork.current) {
      say(fixWords.fixingNow, null);
      return;
    }
    isAtWork.current = true;
    setIsFixing(true);
    setResult(null);
    announce(fixWords.fixing);
    const response = await fixEverything();
    isAtWork.current = false;
    setIsFixing(false);
    if (response.isOk) say(fixSentence(response.value), response.value);
    else say(response.detail, null);
  };
  return { isFixing, result, fix, close: () => setResult(null) };
}
