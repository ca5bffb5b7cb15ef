import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { labProcess } from '../picture/system.fixture.ts';
import { connectionActionsOf, releaseHeld, removeFault, removeStrike } from './connection-actions.ts';
import { curlOf, type LabRequest } from './lab-request.ts';
import { processActionsOf } from './process-actions.ts';
import { providerActions, removeProviderFaults } from './provider-actions.ts';

const labUrl = 'http://127.0.0.1:3020';

/** The arguments that curl gets from a shell. */
const argumentsOf = (command: string): string[] =>
  execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }; ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

/** The request that curl would send with these arguments. */
function requestOf(args: readonly string[]): LabRequest {
  const after = (option: string): string | undefined =>
    args.includes(option) ? args[args.indexOf(option) + 1] : undefined;
  const url = args.find((argument) => argument.startsWith(labUrl)) ?? '';
  const body = after('-d');
  const method = after('-X') ?? (body === undefined ? 'GET' : 'POST');
  return {
    method: method as LabRequest['method'],
    path: url.slice(labUrl.length),
    ...(body === undefined ? {} : { body: JSON.parse(body) as unknown }),
  };
}

const requests: readonly LabRequest[] = [
  ...processActionsOf(labProcess('checkout-2'), { target: 'processes', commandPrefix: '' }).map(
    ({ request }) => request,
  ),
  ...[false, true].flatMap((isKept) =>
    connectionActionsOf({ route: 'checkout->payments', protocol: 'http' }, isKept).map(
      ({ request }) => request,
    ),
  ),
  ...providerActions.map(({ request }) => request),
  removeProviderFaults,
  removeFault('fault-1'),
  removeStrike('strike-1'),
  releaseHeld('strike-1', 'drop'),
  { method: 'POST', path: '/strikes', body: { contains: `it's "quoted" $HOME \\n` } },
];

describe('the command of an action', () => {
  it.each(requests.map((request) => [`${request.method} ${request.path}`, request] as const))(
    'sends what its button sends: %s',
    (_, request) => expect(requestOf(argumentsOf(curlOf(labUrl, request)))).toEqual(request),
  );

  it('is short where nothing needs more', () => {
    const strike: LabRequest = { method: 'POST', path: '/strikes', body: { edge: 'a->b' } };
    expect(curlOf(labUrl, strike)).toBe(`curl -s ${labUrl}/strikes -d '{"edge":"a->b"}'`);
    const kill: LabRequest = { method: 'POST', path: '/processes/payments/kill' };
    expect(curlOf(labUrl, kill)).toBe(`curl -s -X POST ${labUrl}/processes/payments/kill`);
  });
});
