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
 * Charges and refunds whose key was not committed before they were made: after a crash, their service would
 * repeat them under another key. Judges only operations that began within the history.
 */
export function unannouncedCalls({ charges, refunds }: Ledgers, history: readonly Commit[]): string[] {
  const calls = [
    ...charges.map(({ chargeId: id, idempotencyKey: key, createdAt }) => ({ id, key, createdAt })),
    ...refunds.map(({ refundId: id, idempotencyKey: key, createdAt }) => ({ id, key, createdAt })),
  ];
  return calls.filter((call) => !isAnnounced(call, history)).map(complaint);
}

function isAnnounced({ key, createdAt }: Call, history: readonly Commit[]): boolean {
  const [, operation, phase, attempt] = keyShape.exec(key ?? '') ?? [];
  if (operation === undefined) return true;
  const changes = history.flatMap(({ at, changes }) =>
    changes
      .filter(({ table, after }) => table === 'idempotency_key' && after?.['operation_id'] === operation)
      .map((change) => ({ ...change, at })),
  );
  const isBorn = changes.some(({ kind }) => kind === 'insert');
  return (
    !isBorn ||
    changes.some(
      ({ at, after = {} }) =>
        text(after, 'recovery_point') === phase &&
        Number(after['attempt']) === Number(attempt) &&
        at <= Date.parse(createdAt),
    )
  );
}

const complaint = ({ id, key, createdAt }: Call): string =>
  `the provider made ${id} at ${createdAt.slice(11, 23)} under the key ${key ?? ''}, which was not committed before`;
