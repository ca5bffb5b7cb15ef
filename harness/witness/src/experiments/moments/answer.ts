import { type CustomerResponse } from '../../customers/shopper.ts';
import { plural } from '@holdfast/engine';
import { type AnswerMoment } from '../experiment.ts';
import { type MomentKind, type Scene } from '../scene.ts';

const durationOf = ({ startedAt, endedAt }: CustomerResponse): number => Math.round(endedAt - startedAt);

function bodyOf({ text }: CustomerResponse): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function isSuch(response: CustomerResponse, moment: AnswerMoment): boolean {
  const { status, path = '/checkouts', body = {}, hasNotice, hasRetryAfter } = moment;
  if (!status.includes(response.status) || response.path.split('?')[0] !== path) return false;
  const given = bodyOf(response);
  return (
    Object.entries(body).every(([member, value]) => given[member] === value) &&
    (hasNotice !== true || typeof given['notice'] === 'string') &&
    (hasRetryAfter !== true || /^\d+$/.test(response.headers['retry-after'] ?? ''))
  );
}

/** The responses that the moment waits for: `times` of them, or the first of each customer. */
function wanted(moment: AnswerMoment, scene: Scene): readonly CustomerResponse[] | string {
  const { customers, times, fastest } = moment;
  const responses = scene.responses(customers).filter((response) => isSuch(response, moment));
  const such =
    fastest === true ? responses.toSorted((one, other) => durationOf(one) - durationOf(other)) : responses;
  if (times !== undefined)
    return such.length < times ? `${plural(such.length, 'response')} of ${times}` : such.slice(0, times);
  const members = scene.cast.of(customers);
  const first = members.map(({ shopper }) => such.find((response) => response.shopper === shopper.name));
  const known = first.filter((response) => response !== undefined);
  return known.length < members.length || members.length === 0
    ? `${plural(known.length, 'response')} of ${members.length}`
    : known;
}

/** Why these responses are not the expected ones. */
function objection(responses: readonly CustomerResponse[], moment: AnswerMoment): string | undefined {
  const { equal, replayed = 0, eachWithinMs } = moment;
  const replays = responses.filter(({ headers }) => headers['idempotent-replayed'] === 'true').length;
  if (replays < replayed) return `${plural(replays, 'replay')} of ${replayed}`;
  if (equal === true && new Set(responses.map(({ text }) => text)).size > 1) return 'the responses differ';
  const slow = responses.find((response) => durationOf(response) > (eachWithinMs ?? Infinity));
  return slow === undefined ? undefined : `a response took ${durationOf(slow)} ms`;
}

export const answer: MomentKind<AnswerMoment> = {
  look: (moment, scene) => {
    const responses = wanted(moment, scene);
    if (typeof responses === 'string') return responses;
    const wrong = objection(responses, moment);
    if (wrong !== undefined) return wrong;
    const slowest = Math.max(...responses.map(durationOf));
    const detail =
      responses.length === 1
        ? `${responses[0]?.status} after ${slowest} ms`
        : `${plural(responses.length, 'response')}, each within ${slowest} ms`;
    return { at: Math.max(...responses.map(({ endedAt }) => endedAt)), message: null, detail };
  },
};
