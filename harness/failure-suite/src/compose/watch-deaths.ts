import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

interface Death {
  readonly service: string;
  readonly exitCode: string;
}

/** Parses a line of `docker events`; undefined if it is not about a compose service. */
export function deathIn(line: string): Death | undefined {
  const [service = '', exitCode = '', isOneOff = ''] = line.split(' ');
  return service === '' || isOneOff === 'True' ? undefined : { service, exitCode };
}

/** Formats a death; `serviceThatEnded` parses it again. */
export const saidOfDeath = ({ service, exitCode }: Death): string =>
  `${service} ended (exit code ${exitCode})`;
export const serviceThatEnded = (line: string): string | undefined => /^(\S+) ended \(/.exec(line)?.[1];

const label = (name: string): string => `{{index .Actor.Attributes "com.docker.compose.${name}"}}`;

/** Reports every container of a project that exits, until the signal is aborted. */
export function watchDeaths(project: string, report: (line: string) => void, signal: AbortSignal): void {
  const format = `${label('service')} {{index .Actor.Attributes "exitCode"}} ${label('oneoff')}`;
  const filters = ['type=container', 'event=die', `label=com.docker.compose.project=${project}`];
  const child = spawn(
    'docker',
    ['events', ...filters.flatMap((filter) => ['--filter', filter]), '--format', format],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  createInterface({ input: child.stdout }).on('line', (line) => {
    const death = deathIn(line);
    if (death !== undefined) report(saidOfDeath(death));
  });
  child.on('exit', () => {
    if (!signal.aborted)
      throw new Error('docker events exited, so container exits can no longer be detected');
  });
  signal.addEventListener('abort', () => child.kill(), { once: true });
}
