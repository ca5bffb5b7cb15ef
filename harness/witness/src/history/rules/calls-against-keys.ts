import { type Ledgers } from '../../ledgers/ledgers.ts';
import { text } from '../../invariants/rows.ts';
import { type Commit } from '../commit.ts';

/** An operation, its phase and the attempt; a call that continues another has one more word. */
const keyShape = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([a-z-]+)-(\d+)(?:-[a-z]+)?$/;

interface Call {
  readonly id: string;
  readonly key: string | null;
  readonly createdAt: string;
}

/**
 * Contradictions between the provider's charges and refunds and the keys under which they were requested. A
 * key must be committed before, or its service would repeat the call under another key after a crash; and it
 * must not be released afterward, as if nothing had happened. Judges only operations that began within the
 * history.
 */
export function callsAgainstKeys({ charges, refunds }: Ledgers, history: readonly Commit[]): string[] {
  const calls = [
    ...charges.map(({ chargeId: id, idempotencyKey: key, createdAt }) => ({ id, key, createdAt })),
    ...refunds.map(({ refundId: id, idempotencyKey: key, createdAt }) => ({ id, key, createdAt })),
  ];
  return calls.flatMap((call) => against(call, history));
}

function against(call: Call, history: readonly Commit[]): string[] {
  const [, operation, phase, attempt] = keyShape.exec(call.key ?? '') ?? [];
  if (operation === undefined) return [];
  const changes = history.flatMap(({ at, changes }) =>
    changes
      .filter(({ table, after }) => table === 'idempotency_key' && after?.['operation_id'] === operation)
      .map(({ kind, after = {} }) => ({ at, kind, after })),
  );
  if (!changes.some(({ kind }) => kind === 'insert')) return [];
  const ofCall = changes.filter(
    ({ after }) => text(after, 'recovery_point') === phase && Number(after['attempt']) === Number(attempt),
  );
  const madeAt = Date.parse(call.createdAt);
  const isReleased = ofCall.some(
    ({ at, after }) => at > madeAt && after['state'] === 'parked' && after['is_uncertain'] === false,
  );
  return [
    ...(ofCall.some(({ at }) => at <= madeAt) ? [] : [`${named(call)}, which was not committed before`]),
    ...(isReleased ? [`${named(call)}, which was then released as if nothing had happened`] : []),
  ];
}

const named = ({ id, key, createdAt }: Call): string =>
  `the provider made ${id} at ${createdAt.slice(11, 23)} under the key ${key ?? ''}`;
