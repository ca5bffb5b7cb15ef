import { describe, expect, it } from '@jest/globals';
import { takeover } from '../../history/rules/history.fixture.ts';
import { against, aLedger, aProblem, startedAt } from '../../invariants/evidence.fixture.ts';

const title = 'Request already in progress';
const refused = aProblem(409, 'idempotency_in_flight', {
  startedAt: startedAt + 10,
  endedAt: startedAt + 30,
  text: JSON.stringify({ type: 't', title, status: 409, code: 'idempotency_in_flight', traceId: '1' }),
});
const ledgers = aLedger({ responses: [refused] });

describe(`"${title}"`, () => {
  it('is untrue for the only request with its key', () => {
    expect(against(18, ledgers)).toContain('no other request had the key');
    expect(against(18, ledgers, { history: [takeover(5)] })).toContain('no other request had the key');
  });

  it('is true if a process took over a key while the request ran', () => {
    expect(against(18, ledgers, { history: [takeover(15)] })).toBe('');
  });
});
