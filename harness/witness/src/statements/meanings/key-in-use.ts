import { isFaulted, wasAway, wasFaulted } from '../../invariants/fault-history.ts';
import { keyOf, requestOf } from '../../invariants/responses.ts';
import { text } from '../../invariants/rows.ts';
import { type CustomerResponse } from '../../customers/shopper.ts';
import { takeovers } from '../../linearizability/takeovers.ts';
import { type Version, versionsIn, versionsOf } from '../../views/versions.ts';
import { type Facts } from '../facts.ts';
import { type Meaning } from '../statement.ts';

/**
 * 500 ms: a process that takes a key over holds its lock before this is committed, and one that releases it
 * responds afterward.
 */
const unseenMs = 500;

/** The key belongs to another request of these customers. */
export const keyWasUsed: Meaning = ({ response }, facts) => {
  if (response === undefined) return undefined;
  const used = facts.ledgers.responses.some(
    (other) => keyOf(other) === keyOf(response) && requestOf(other) !== requestOf(response),
  );
  return used ? undefined : `no other request had the key ${keyOf(response) ?? ''}`;
};

/**
 * Another attempt with the key began before this one was refused, the lab sent it twice, or a completer took
 * a key over. Where that is not in the history, checkout or its database was away. And some process works on
 * the operation: a customer may not be sent away from one that merely waits.
 */
export const keyIsInUse: Meaning = ({ response }, facts) => {
  const { evidence, ledgers } = facts;
  if (response === undefined || isFaulted(evidence, /^shopper->/, ['duplicate'])) return undefined;
  const span = { from: response.startedAt, to: response.endedAt };
  if (wasAway(evidence, /^(checkout(-\d+)?|postgres)$/, span)) return undefined;
  if (wasFaulted(evidence, /^checkout(-\d+)?->postgres$/, span)) return undefined;
  const isUsed = ledgers.responses.some(
    (other) => other !== response && keyOf(other) === keyOf(response) && other.startedAt <= response.endedAt,
  );
  if (!isUsed && !takeovers(evidence)(response))
    return `no other request had the key ${keyOf(response) ?? ''}`;
  const states = statesMeanwhile(response, facts);
  return states.length === 0 || states.includes('running') || states.includes('absent')
    ? undefined
    : `nothing works on its operation, which is ${[...new Set(states)].join(', then ')}`;
};

/** The states of the order's key around the request; none if that is not known. */
function statesMeanwhile(response: CustomerResponse, facts: Facts): string[] {
  const { history } = facts.evidence;
  const order = facts.order(facts.orderOfKey(response) ?? '');
  if (history === undefined || order === undefined) return [];
  const versions = versionsOf(history, 'idempotency_key', 'operation_id').get(text(order, 'operation_id'));
  const { startedAt, endedAt } = response;
  const around = { startedAt: startedAt - unseenMs, endedAt: endedAt + unseenMs };
  return versionsIn(versions ?? [], around).map(({ row }: Version) =>
    row === undefined ? 'absent' : text(row, 'state'),
  );
}
