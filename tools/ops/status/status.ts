import {
  isRunning,
  type ProcessStatus,
  readRunningState,
  readDataDir,
  readState,
  stackStatus,
} from '@holdfast/local-stack';
import { inContainers } from '../../running-stack.ts';
import { styled, table } from '../../terminal.ts';

interface Report {
  readonly running: boolean;
  readonly pid: number | null;
  readonly addresses: Readonly<Record<string, string>>;
  readonly processes: readonly ProcessStatus[];
}

async function report(): Promise<Report & { readonly isStarting: boolean }> {
  const state = readRunningState(readDataDir(process.env));
  if (state === undefined)
    return { running: false, pid: null, addresses: {}, processes: [], isStarting: false };
  const processes = state.control === null ? [] : await stackStatus(state.control);
  return {
    running: true,
    pid: state.supervisor.pid,
    addresses: state.addresses,
    processes,
    isStarting: state.control === null,
  };
}

function notRunning(): string {
  const left = readState(readDataDir(process.env))?.processes.filter(isRunning) ?? [];
  if (left.length === 0) return `Holdfast is not running here. Start it with: npm start\n${inContainers}`;
  const names = left.map(({ name, pid }) => `${name} (${pid})`).join(', ');
  return `Holdfast was killed and left processes running: ${names}\nStop them with: npm stop`;
}

function megabytes(bytes: number | null): string {
  return bytes === null ? '-' : `${Math.round(bytes / 1e6)} MB`.padStart(7);
}

function show(processes: readonly ProcessStatus[]): string {
  const rows = processes.map(({ name, pid, port, state, memoryBytes }) => [
    name,
    String(pid ?? '-'),
    String(port ?? '-'),
    state,
    megabytes(memoryBytes),
  ]);
  const total = processes.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0);
  const heads = ['process', 'pid', 'port', 'state', ' memory'];
  const lines = table([heads, ...rows, ['', '', '', '', megabytes(total)]]).split('\n');
  return [styled('bold', lines[0] ?? ''), ...lines.slice(1)].join('\n');
}

/** Lists the processes of the running stack. */
export async function status({ json }: { readonly json?: boolean | undefined }): Promise<void> {
  const { isStarting, ...found } = await report();
  if (json) console.log(JSON.stringify(found, null, 2));
  else if (!found.running) console.log(notRunning());
  else if (isStarting) console.log(`Holdfast is starting or stopping (pid ${found.pid}).`);
  else console.log(show(found.processes));
}
