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
