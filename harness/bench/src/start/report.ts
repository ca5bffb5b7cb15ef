import { showGoals } from '../measure/goal.ts';
import { disturbance, showMachine } from '../measure/machine.ts';
import { number, table } from '../measure/table.ts';
import { type Start, type StartReport } from './start.bench.ts';

const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
const megabytes = (bytes: number | undefined): string =>
  number(bytes === undefined ? undefined : bytes / 1e6);

export function showStart({ machine, starts, fastest, goals }: StartReport): string {
  const readyTimes = starts.map(({ readyMs }) => seconds(readyMs)).join(', ');
  return [
    `The fastest of ${starts.length} start(s), s since npm start (ready: ${readyTimes})\n${timeline(fastest)}`,
    `Processes\n${processes(fastest)}`,
    showGoals(goals),
    [showMachine(machine), ...disturbance(machine)].join('\n'),
  ].join('\n\n');
}

function timeline({ supervisorMs, readyMs, firstOrderMs, steps }: Start): string {
  const rows = [
    { name: 'npm, checks of packages and build', begunMs: 0, readyMs: supervisorMs },
    ...steps.toSorted((a, b) => a.begunMs - b.begunMs),
    { name: 'ready', begunMs: undefined, readyMs },
    { name: 'first order paid', begunMs: readyMs, readyMs: firstOrderMs },
  ];
  return table([
    ['', 'from', 'to'],
    ...rows.map((row) => [
      row.name,
      row.begunMs === undefined ? '' : seconds(row.begunMs),
      seconds(row.readyMs),
    ]),
  ]);
}

function processes({ atReady, afterOrders }: Start): string {
  return table([
    ['', 'CPU s to ready', 'MB', 'MB after 100 orders'],
    ...atReady.map(({ name, cpuSeconds, residentBytes }) => [
      name,
      cpuSeconds.toFixed(2),
      megabytes(residentBytes),
      megabytes(afterOrders.find((each) => each.name === name)?.residentBytes),
    ]),
  ]);
}
