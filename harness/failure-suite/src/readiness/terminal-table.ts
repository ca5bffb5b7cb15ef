import { concerns, operations } from '../scenario/readiness-box.ts';
import { type Box, type BoxState } from './boxes.ts';

const signs: Readonly<Record<BoxState, string>> = { ticked: '[x]', empty: '[ ]', 'not applicable': ' – ' };

/** The checklist as a table for the terminal, followed by everything that is missing. */
export function terminalTable(boxes: readonly Box[]): string[] {
  const head = ['', ...concerns];
  const rows = operations.map((operation) => [
    operation,
    ...concerns.map((concern) => {
      const box = boxes.find((each) => each.operation === operation && each.concern === concern);
      return box === undefined ? '' : signs[box.state];
    }),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  const empty = boxes.filter(({ state }) => state === 'empty');
  return [
    line(head),
    ...rows.map(line),
    '',
    ...empty.map(({ readiness, missing }) => `  [ ] ${readiness}: ${missing.join('; ')}`),
    ...(empty.length > 0 ? [''] : []),
  ];
}
