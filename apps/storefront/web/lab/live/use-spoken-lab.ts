import { useEffect } from 'react';
import { labStore } from '../stream/use-lab.ts';
import { speak } from './speak.ts';
import { changesIn, spokenOf } from './spoken-changes.ts';
import { liveWords } from './words.ts';

/** Reads changes of the verdict, of processes and of breakers aloud, and a lost stream. */
export function useSpokenLab(): void {
  useEffect(() => {
    let { values, connection } = labStore.current();
    let spoken = spokenOf(values);
    return labStore.subscribe(() => {
      const now = labStore.current();
      if (now.connection.kind !== connection.kind && connection.kind !== 'connecting')
        speak('connection', now.connection.kind === 'lost' ? liveWords.lost : liveWords.back);
      ({ values, connection } = now);
      const after = spokenOf(values);
      for (const [subject, sentence] of changesIn(spoken, after)) speak(subject, sentence);
      spoken = after;
    });
  }, []);
}
