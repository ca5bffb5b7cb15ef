import { type LabProcess, type ProcessAction, type StackReport } from '@holdfast/lab-api';
import { type Expectation } from './expectation.ts';
import { type LabRequest } from './lab-request.ts';
import { actWords } from './words.ts';

type Stack = Pick<StackReport, 'target' | 'commandPrefix'>;

/** An action on one process, as the side panel offers it. */
export interface OfferedProcessAction {
  readonly action: ProcessAction;
  readonly label: string;
  /** The reason why its state does not allow it; null if it does. */
  readonly whyNot: string | null;
  readonly request: LabRequest;
  /** `npm run service -- kill payments`, or `docker compose kill payments` in containers. */
  readonly command: string;
  readonly expected: Expectation;
}

const offered = ['kill', 'pause', 'resume', 'restart', 'start'] as const;
type Offered = (typeof offered)[number];

const isRunning = ({ state }: LabProcess): boolean =>
  state === 'ready' || state === 'not ready' || state === 'starting';

function whyNot(action: Offered, process: LabProcess): string | null {
  const { name, state } = process;
  if (state === 'unknown') return null;
  switch (action) {
    case 'kill':
      return state === 'down' ? actWords.isDown(name) : null;
    case 'pause':
      if (state === 'down') return actWords.isDown(name);
      return state === 'paused'
        ? actWords.isPaused(name)
        : state === 'stopping'
          ? actWords.isStopping(name)
          : null;
    case 'resume':
      return state === 'paused' ? null : actWords.isNotPaused(name);
    case 'restart':
      return state === 'down'
        ? actWords.startInstead(name)
        : state === 'stopping'
          ? actWords.isStopping(name)
          : null;
    case 'start':
      if (isRunning(process)) return actWords.runs(name);
      return state === 'paused'
        ? actWords.resumeInstead(name)
        : state === 'stopping'
          ? actWords.isStopping(name)
          : null;
  }
}

const inCompose: Readonly<Record<Offered, string>> = {
  kill: 'kill',
  pause: 'pause',
  resume: 'unpause',
  restart: 'restart',
  start: 'start',
};

/** Compose acts on a service, Docker on one of its containers. */
function commandOf(action: Offered, name: string, { target, commandPrefix }: Stack): string {
  if (target === 'processes') return `${commandPrefix}npm run service -- ${action} ${name}`;
  return /-\d+$/.test(name)
    ? `docker ${inCompose[action]} holdfast-${name}`
    : `docker compose ${inCompose[action]} ${name}`;
}

function expectedOf(action: Offered, { name, pid }: LabProcess): Expectation {
  switch (action) {
    case 'kill':
      return { kind: 'process', name, state: 'down' };
    case 'pause':
      return { kind: 'process', name, state: 'paused' };
    case 'resume':
      return { kind: 'process_resumed', name };
    case 'restart':
      return { kind: 'process_restarted', name, pid };
    case 'start':
      return { kind: 'process', name, state: 'ready' };
  }
}

/** All actions on a process: those that its state allows, and the others with the reason why not. */
export const processActionsOf = (process: LabProcess, stack: Stack): readonly OfferedProcessAction[] =>
  offered.map((action) => ({
    action,
    label: actWords.processActions[action],
    whyNot: whyNot(action, process),
    request: { method: 'POST', path: `/processes/${encodeURIComponent(process.name)}/${action}` },
    command: commandOf(action, process.name, stack),
    expected: expectedOf(action, process),
  }));
