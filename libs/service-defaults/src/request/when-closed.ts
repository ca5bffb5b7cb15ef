import { type ServerResponse } from 'node:http';

const works = Symbol('holdfast.whenClosed');

interface Watched extends ServerResponse {
  [works]?: (() => void)[];
}

/** Runs `work` once the response is sent or its connection is closed. Adds one listener per response. */
export function whenClosed(response: ServerResponse, work: () => void): void {
  const watched: Watched = response;
  const known = watched[works];
  if (known !== undefined) return void known.push(work);
  watched[works] = [work];
  watched.once('close', runAll);
}

function runAll(this: Watched): void {
  for (const work of this[works] ?? []) work();
}
