import { type ActiveFault, type ArmedStrike } from '@holdfast/lab-api';

/** Strikes and faults of the lab that hit nothing, one sentence each. */
export function missed(strikes: readonly ArmedStrike[], faults: readonly ActiveFault[]): string[] {
  return [
    ...strikes
      .filter(({ state }) => state === 'armed')
      .map(
        ({ edge, label, direction, ordinal }) =>
          `The strike on ${edge}, ${label ?? 'any'} ${direction} #${ordinal ?? 1}, hit nothing.`,
      ),
    ...faults
      .filter(({ struck }) => struck === 0)
      .map(({ kind, edge }) => `The fault "${kind}" on ${edge} struck nothing.`),
  ];
}
