import { type LabProcess } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { labProcess } from '../picture/system.fixture.ts';
import { connectionActionsOf } from './connection-actions.ts';
import { processActionsOf } from './process-actions.ts';

const processes = { target: 'processes', commandPrefix: '' } as const;
const containers = { target: 'containers', commandPrefix: '' } as const;

const allowed = (state: LabProcess['state']): string[] =>
  processActionsOf(labProcess('payments', { state }), processes)
    .filter(({ whyNot }) => whyNot === null)
    .map(({ action }) => action);

describe('the actions on a process', () => {
  it.each<[LabProcess['state'], string[]]>([
    ['ready', ['kill', 'pause', 'restart']],
    ['not ready', ['kill', 'pause', 'restart']],
    ['starting', ['kill', 'pause', 'restart']],
    ['paused', ['kill', 'resume', 'restart']],
    ['stopping', ['kill']],
    ['down', ['start']],
    ['unknown', ['kill', 'pause', 'resume', 'restart', 'start']],
  ])('that is %s: %j', (state, actions) => expect(allowed(state)).toEqual(actions));

  it('are all listed, and each that is not possible says why', () => {
    const actions = processActionsOf(labProcess('payments', { state: 'down' }), processes);
    expect(actions.map(({ label, whyNot }) => [label, whyNot])).toEqual([
      ['Kill', 'payments is down.'],
      ['Pause', 'payments is down.'],
      ['Resume', 'payments is not paused.'],
      ['Restart', 'payments is down: start it.'],
      ['Start', null],
    ]);
    const start = processActionsOf(labProcess('payments'), processes).find(
      ({ action }) => action === 'start',
    );
    expect(start?.whyNot).toBe('payments is already running.');
  });

  it.each([
    ['processes', 'payments', 'npm run service -- kill payments'],
    ['processes', 'payments-2', 'npm run service -- kill payments-2'],
    ['containers', 'payments', 'docker compose kill payments'],
    ['containers', 'payments-2', 'docker kill holdfast-payments-2'],
  ] as const)('have a command among %s: %s', (target, name, command) => {
    expect(processActionsOf(labProcess(name), { target, commandPrefix: '' })[0]?.command).toBe(command);
  });

  it('name the stack that is not at the default DATA_DIR', () => {
    const stack = { ...processes, commandPrefix: 'DATA_DIR=/data ' };
    const [kill] = processActionsOf(labProcess('payments'), stack);
    expect(kill?.command).toBe('DATA_DIR=/data npm run service -- kill payments');
  });

  it('resume a container with unpause', () => {
    const commands = processActionsOf(labProcess('redis'), containers).map(({ command }) => command);
    expect(commands).toContain('docker compose unpause redis');
  });
});

describe('the actions on a connection', () => {
  const http = { route: 'checkout->payments', protocol: 'http' } as const;

  it('end after 2 min unless they are kept', () => {
    const [slow] = connectionActionsOf(http, false);
    const [kept] = connectionActionsOf(http, true);
    expect(slow?.request.body).toEqual({ kind: 'latency', ms: 3_000, jitterMs: 500, forMs: 120_000 });
    expect(kept?.request.body).toEqual({ kind: 'latency', ms: 3_000, jitterMs: 500 });
  });

  it.each([
    ['http', null],
    ['postgres', 'Only HTTP requests can be duplicated.'],
    ['redis', 'Only HTTP requests can be duplicated.'],
    ['smtp', 'Only HTTP requests can be duplicated.'],
  ] as const)('duplicate requests of %s: %s', (protocol, whyNot) => {
    const duplicate = connectionActionsOf({ ...http, protocol }, false).find(({ id }) => id === 'duplicate');
    expect(duplicate?.whyNot).toBe(whyNot);
  });
});
