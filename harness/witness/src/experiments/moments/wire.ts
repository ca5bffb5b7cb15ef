import { type Message } from '@holdfast/lab-api';
import { plural } from '@holdfast/engine';
import { type Count, type WireMoment } from '../experiment.ts';
import { type MomentKind, type Scene } from '../scene.ts';

/** The largest number that a count allows. */
export function mostOf({ atMost, each }: Count, scene: Scene): number {
  if (atMost === undefined) return Number.POSITIVE_INFINITY;
  return atMost + (each === undefined ? 0 : each.times * scene.cast.of(each.of).length);
}

const keysOf = (messages: readonly Message[]): readonly string[] =>
  messages.flatMap(({ key }) => (key === undefined ? [] : [key]));

/** Requests after which nothing came back on their connection. */
function unanswered(requests: readonly Message[], scene: Scene, edge: string, since?: string): number {
  const responses = scene.messages(edge, 'response', since);
  return requests.filter(
    (request) =>
      !responses.some(
        (response) =>
          response.connection === request.connection &&
          response.at >= request.at &&
          response.label.endsWith(request.label),
      ),
  ).length;
}

export const wire: MomentKind<WireMoment> = {
  isOfTheEnd: ({ count: { atLeast = 0 } }) => atLeast === 0,
  mayPass: ({ count: { atMost }, answered }) => atMost !== undefined || answered === true,
  look: (moment, scene) => {
    const { edge, direction, label, count, since, sameKey, answered } = moment;
    const found = scene.messages(edge, direction, since).filter((message) => message.label === label);
    const said = plural(found.length, direction);
    const { atLeast = 0 } = count;
    const most = mostOf(count, scene);
    if (found.length < atLeast) return `${said} of ${atLeast}`;
    if (found.length > most) return `${said}, but at most ${Math.floor(most)} may pass`;
    if (sameKey === true && new Set(keysOf(found)).size > 1) return `${said} with different keys`;
    const open = answered === true ? unanswered(found, scene, edge, since) : 0;
    if (open > 0) return `${open} of ${said} without a response`;
    const last = found[Math.max(0, atLeast - 1)];
    return { at: last?.at ?? scene.stepAt, message: last?.number ?? null, detail: said };
  },
};
