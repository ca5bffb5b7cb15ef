import { concerns, operations } from '../scenario/readiness-box.ts';
import { type Box, type BoxState, bugsNeeded } from './boxes.ts';

const signs: Readonly<Record<BoxState, string>> = {
  ticked: '[x]',
  empty: '[ ]',
  unproved: '[?]',
  'not applicable': ' – ',
};

/** The checklist as a table for the terminal, followed by everything that is missing. */
export function terminalTable(boxes: readonly Box[]): string[] {
  const head = ['', ...concerns];
  const rows = operations.map((operation) => [
    operation,
    ...concerns.map((concern) => {
      const box = boxes.find((each) => each.operation === operation && each.concern === concern);
      if (box === undefined) return '';
      return box.state === 'unproved' ? `[${box.bugs.length}/${bugsNeeded}]` : signs[box.state];
    }),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  const open = boxes.filter(({ missing }) => missing.length > 0);
  return [
    line(head),
    ...rows.map(line),
    '',
    ...open.map(({ readiness, state, missing }) => `  ${signs[state]} ${readiness}: ${missing.join('; ')}`),
    ...(open.length > 0 ? [''] : []),
  ];
}
