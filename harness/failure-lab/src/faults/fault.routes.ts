import { type FaultLab } from '@holdfast/fault-proxy';
import { streamEvents } from '../control/event-stream.ts';
import { readRelease, readStrike, readTimedFault } from '../control/input.ts';
import { created, ok, type Route } from '../control/route.ts';
import { type TimedFaults } from './timed-faults.ts';

export interface FaultDeps {
  readonly lab: FaultLab;
  readonly faults: TimedFaults;
}

/** Edges, faults and strikes, which need no view of the system around the lab. */
export function faultRoutes({ lab, faults }: FaultDeps): Route[] {
  return [
    ['GET', /^\/health\/(?:ready|live)$/, () => ok({ status: 'ok' })],
    ['GET', /^\/events$/, ({ query }) => streamEvents(lab.log, query)],
    ['GET', /^\/edges$/, () => ok(lab.edges())],
    [
      'POST',
      /^\/edges\/([^/]+)\/faults$/,
      async ({ parameters: [edge = ''], body }) => {
        const { forMs, ...fault } = readTimedFault(await body());
        return created(await faults.set(edge, fault, forMs));
      },
    ],
    ['GET', /^\/faults$/, () => ok(faults.all())],
    ['DELETE', /^\/faults\/([^/]+)$/, async ({ parameters: [id = ''] }) => ok(await lab.clearFault(id))],
    ['POST', /^\/strikes$/, async ({ body }) => created(lab.arm(readStrike(await body())))],
    ['GET', /^\/strikes$/, () => ok(lab.strikes())],
    ['GET', /^\/strikes\/([^/]+)$/, ({ parameters: [id = ''] }) => ok(lab.strike(id))],
    ['DELETE', /^\/strikes\/([^/]+)$/, ({ parameters: [id = ''] }) => ok(lab.disarm(id))],
    [
      'POST',
      /^\/strikes\/([^/]+)\/release$/,
      async ({ parameters: [id = ''], body }) => ok(lab.release(id, readRelease(await body()))),
    ],
    ['POST', /^\/heal$/, async () => ok(await lab.heal())],
    ['POST', /^\/reset-silent$/, () => ok({ reset: lab.resetSilent() })],
  ];
}
