import { describe, expect, it } from '@jest/globals';
import { aKeyRow, insert, takeover, update } from '../../history/rules/history.fixture.ts';
import {
  against,
  aLedger,
  anOrder,
  aProblem,
  aResponse,
  paidBody,
  startedAt,
} from '../../invariants/evidence.fixture.ts';
import { commitAt } from '../../views/shown-rows.fixture.ts';

const title = 'Request already in progress';
const refusedAt = (ms: number) =>
  aProblem(409, 'idempotency_in_flight', {
    startedAt: startedAt + ms + 10,
    endedAt: startedAt + ms + 30,
    text: JSON.stringify({ type: 't', title, status: 409, code: 'idempotency_in_flight', traceId: '1' }),
  });
const ledgers = aLedger({ responses: [refusedAt(0)] });

describe(`"${title}"`, () => {
  it('is untrue for the only request with its key', () => {
    expect(against(18, ledgers)).toContain('no other request had the key');
    expect(against(18, ledgers, { history: [takeover(-5)] })).toContain('no other request had the key');
  });

  it('is true if a process took over a key while the request ran', () => {
    expect(against(18, ledgers, { history: [takeover(15)] })).toBe('');
  });

  it.each([
    ['running', 2_000, ''],
    ['about to be taken over', 4_600, ''],
    ['just released', 3_450, ''],
    ['waiting', 4_000, 'nothing works on its operation, which is unknown'],
  ])('says that an operation is in progress: it was %s', (_state, ms, expected) => {
    const accepted = aResponse({
      status: 202,
      text: JSON.stringify({ ...paidBody, status: 'payment_pending' }),
    });
    const released = { state: 'unknown', owner: null };
    const history = [
      commitAt(100, insert('idempotency_key', aKeyRow())),
      commitAt(3_000, update('idempotency_key', aKeyRow(), released)),
      commitAt(5_000, update('idempotency_key', aKeyRow(released), { state: 'running', epoch: 2 })),
    ];
    const said = against(
      18,
      aLedger({ orders: [anOrder({ operation_id: 'op_1' })], responses: [accepted, refusedAt(ms)] }),
      { history },
    );
    if (expected === '') expect(said).toBe('');
    else expect(said).toContain(expected);
  });
});
