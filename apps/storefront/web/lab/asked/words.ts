import { durationText } from '../../say/time.ts';
import { type AskedState } from './asked.ts';

/** The sentence beside a control that was pressed. Empty when there is nothing to say. */
export function askedWords(state: AskedState): string {
  switch (state.kind) {
    case 'idle':
      return '';
    case 'asked':
      return 'Asked…';
    case 'unconfirmed':
      return `Asked ${durationText(state.afterMs)} ago, not confirmed.`;
    case 'refused':
      return state.detail;
  }
}

/** The part of it that is read aloud. It stays the same while a press waits, so that it is read once. */
export function spokenWords(state: AskedState): string {
  if (state.kind === 'unconfirmed') return 'Asked, not confirmed so far.';
  return state.kind === 'refused' ? state.detail : '';
}
