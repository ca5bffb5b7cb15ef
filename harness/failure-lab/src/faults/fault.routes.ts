import { type FaultLab } from '@holdfast/fault-proxy';
import { streamEvents } from '../control/event-stream.ts';
import { readFault, readRelease, readStrike } from '../control/input.ts';
import { created, ok, type Route } from '../control/route.ts';

/** Edges, faults and strikes, which need no view of the system around the lab. */
export function faultRoutes({ lab }: { readonly lab: FaultLab }): Route[] {
  return [
    ['GET', /^\/health\/(?:ready|live)$/, () => ok({ status: 'ok' })],
    ['GET', /^\/events$/, ({ query }) => streamEvents(lab.log, query)],
    ['GET', /^\/edges$/, () => ok(lab.edges())],
    [
      'POST',
      /^\/edges\/([^/]+)\/faults$/,
      async ({ parameters: [edge = ''], body }) => created(await lab.setFault(edge, readFault(await body()))),
    ],
    ['GET', /^\/faults$/, () => ok(lab.faults())],
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
  ];
}
