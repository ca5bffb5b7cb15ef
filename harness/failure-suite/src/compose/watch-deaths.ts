import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

interface Death {
  readonly service: string;
  readonly exitCode: string;
}

/** What one line of `docker events` says; undefined where it is about nothing of compose. */
export function deathIn(line: string): Death | undefined {
  const [service = '', exitCode = '', isOneOff = ''] = line.split(' ');
  return service === '' || isOneOff === 'True' ? undefined : { service, exitCode };
}

/** How a death is told, and read again. */
export const saidOfDeath = ({ service, exitCode }: Death): string =>
  `${service} ended (exit code ${exitCode})`;
export const serviceThatEnded = (line: string): string | undefined => /^(\S+) ended \(/.exec(line)?.[1];

const label = (name: string): string => `{{index .Actor.Attributes "com.docker.compose.${name}"}}`;

/** Tells of every container of a project that ends, until the signal is aborted. */
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
    if (!signal.aborted) throw new Error('docker events has ended: nobody sees containers end any more');
  });
  signal.addEventListener('abort', () => child.kill(), { once: true });
}
