import { type LabBreaker } from '@holdfast/lab-api';

const breakers: Readonly<Record<LabBreaker['breaker'], string>> = {
  closed: 'is closed: calls pass',
  open: 'is open: calls fail immediately',
  half_open: 'is half-open: one call is testing',
};

export const liveWords = {
  process: (name: string, state: string) => `${name} is ${state}.`,
  breaker: (edge: string, state: LabBreaker['breaker']) =>
    `The breaker from ${edge.replace('->', ' to ')} ${breakers[state]}.`,
  moment: (text: string, state: 'seen' | 'not_seen') => `${state === 'seen' ? 'Seen' : 'Not seen'}: ${text}`,
  lost: 'Lost sight of the lab.',
  back: 'The lab is back in sight.',
} as const;
