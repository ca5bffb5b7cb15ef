import { type CustomerResponse } from '../customers/shopper.ts';
import { type Evidence } from '../invariants/evidence.ts';
import {
  bodyOf,
  callerOf,
  isCheckout,
  isFinal,
  isRefund,
  keyOf,
  requestOf,
  responsesIn,
  summaryOf,
} from '../invariants/responses.ts';
import { isFaulted } from '../invariants/fault-history.ts';
import { groupBy, text } from '../invariants/rows.ts';
import { impossible } from './in-words.ts';
import { type Observation, type Register } from './register.ts';
import { takeovers } from './takeovers.ts';

/** `final <response>` is one state per stored response. */
type KeyState = 'absent' | 'running' | 'accepted' | `final ${string}`;

/** Each key must look like a register: absent, running, accepted, final; a final response never changes. */
export function falseKeys(evidence: Evidence): string[] {
  const keyed = responsesIn(evidence).filter(
    (response) => keyOf(response) !== undefined && (isCheckout(response) || isRefund(response)),
  );
  const isDuplicated = isFaulted(evidence, /^shopper->/, ['duplicate']);
  const wasTakenOver = takeovers(evidence);
  return [...groupBy(keyed, scopeOf).values()].flatMap((attempts) => [
    ...(isDuplicated ? [] : alone(attempts, wasTakenOver)),
    ...[...groupBy(attempts, requestOf).values()].flatMap(againstRegister),
  ]);
}

/** A key belongs to its caller. The same key for another order is another request. */
const scopeOf = (response: CustomerResponse): string => `${callerOf(response)} ${keyOf(response) ?? ''}`;

const codeOf = (response: CustomerResponse): string => text(bodyOf(response), 'code');

/** Refused before anything is stored under the key. */
const unstoredCodes = new Set(['product_unknown', 'too_many_attempts']);
/** Final, and decided before there is an order or a refund. */
const decidedFirst = new Set(['price_changed', 'order_not_refundable', 'refund_exceeds_remaining']);

const isStored = (response: CustomerResponse): boolean =>
  isFinal(response) && !unstoredCodes.has(codeOf(response));

function againstRegister(attempts: readonly CustomerResponse[]): string[] {
  const finals = attempts.filter(isStored).map((response) => [finalOf(response), response] as const);
  return impossible(
    registerOf(finals),
    attempts.flatMap((response) => observationOf(response)),
  );
}

const finalOf = ({ status, text: body }: CustomerResponse): `final ${string}` => `final ${status} ${body}`;

/** A refusal that `begin` decides is never reached once the operation was accepted. */
function registerOf(finals: readonly (readonly [`final ${string}`, CustomerResponse])[]): Register<KeyState> {
  const all = finals.map(([state]) => state);
  const afterAcceptance = finals
    .filter(([, response]) => isRefund(response) || !decidedFirst.has(codeOf(response)))
    .map(([state]) => state);
  const ends = Object.fromEntries(all.map((state) => [state, []])) as Record<`final ${string}`, []>;
  return {
    initial: 'absent',
    moves: { ...ends, absent: ['running'], running: ['accepted', ...all], accepted: afterAcceptance },
  };
}

/** None if the response says nothing about the key, such as 503 or a failed attempt. */
function observationOf(response: CustomerResponse): Observation<KeyState>[] {
  const states = statesIn(response);
  const { startedAt, endedAt } = response;
  return states === undefined ? [] : [{ startedAt, endedAt, states, says: summaryOf(response) }];
}

function statesIn(response: CustomerResponse): KeyState[] | undefined {
  const code = codeOf(response);
  if (isStored(response)) return [finalOf(response)];
  if (response.status === 201 || response.status === 202) return ['accepted'];
  if (unstoredCodes.has(code)) return ['absent', 'running'];
  if (code === 'idempotency_in_flight') return ['running', 'accepted'];
  if (code === 'idempotency_outcome_in_review') return ['accepted'];
  return undefined;
}

/**
 * 409 in progress and 422 reused both speak of another request with this key, which must exist. 409 is also
 * for a request whose operation another process took over.
 */
function alone(
  attempts: readonly CustomerResponse[],
  wasTakenOver: (response: CustomerResponse) => boolean,
): string[] {
  const isOther = (response: CustomerResponse): ((other: CustomerResponse) => boolean) => {
    const isReuse = codeOf(response) === 'idempotency_key_reused';
    return (other) =>
      other !== response &&
      other.startedAt <= response.endedAt &&
      (!isReuse || requestOf(other) !== requestOf(response));
  };
  return attempts
    .filter((response) => /^idempotency_(in_flight|key_reused)$/.test(codeOf(response)))
    .filter((response) => !attempts.some(isOther(response)))
    .filter((response) => codeOf(response) === 'idempotency_key_reused' || !wasTakenOver(response))
    .map((response) => `${summaryOf(response)}: ${codeOf(response)}, but no other request had this key`);
}
