import { useState } from 'react';
import { announce } from '../../say/announcements.ts';
import { labPageWords } from '../lab-words.ts';
import { type LabState } from './lab-state.ts';
import { healLab } from './lab.read.ts';

/** The result is the state that the lab reports afterwards. */
export function FixEverything({ readBack }: { readonly readBack: () => Promise<LabState | undefined> }) {
  const [isAtWork, setIsAtWork] = useState(false);
  const [result, setResult] = useState('');
  const say = (sentence: string): void => {
    setResult(sentence);
    announce(sentence);
  };
  const fix = async (): Promise<void> => {
    if (isAtWork) {
      say(labPageWords.fixingNow);
      return;
    }
    setIsAtWork(true);
    try {
      await healLab();
      const state = await readBack();
      say(state?.breakages.length === 0 ? labPageWords.fixed : labPageWords.stillBroken);
    } catch (error) {
      say(labPageWords.notFixed(error instanceof Error ? error.message : String(error)));
    } finally {
      setIsAtWork(false);
    }
  };
  return (
    <div className="row">
      <button
        type="button"
        className="button"
        aria-disabled={isAtWork}
        aria-busy={isAtWork}
        onClick={() => void fix()}
      >
        {isAtWork ? labPageWords.fixing : labPageWords.fix}
      </button>
      <p className="status-line">{result}</p>
    </div>
  );
}
