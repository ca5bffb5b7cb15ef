import { type ArmedStrike, type LabEvent, type Strike } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { type Scenario } from '../../scenario/scenario.ts';
import { NotHit } from '@holdfast/engine';
import { type System } from '../../system/system.ts';
import { explore, pair } from './pair-scenario.ts';

const aPoint = {
  operation: 'checkout',
  route: 'checkout->payments',
  direction: 'request',
  label: 'GET /payments',
  ordinal: 2,
  sender: 'checkout',
  receiver: 'payments',
} as const;

/** A system whose lab records armed strikes; a strike with the label `missing` hits nothing. */
function aSystem(): System & { readonly did: string[]; readonly armed: Strike[] } {
  const did: string[] = [];
  const armed: Strike[] = [];
  const events: LabEvent[] = [];
  const message = {
    number: 1,
    at: 0,
    isBackground: false,
    label: 'COMMIT',
    sender: 'checkout',
    receiver: 'payments-2',
  };
  const strike = (wanted: Strike): Promise<unknown> => {
    armed.push(wanted);
    const strikeId = `s${armed.length}`;
    const hit = (): Promise<ArmedStrike> => {
      if (wanted.label === 'missing') return Promise.reject(new NotHit('nothing passed'));
      events.push({ type: 'message', message } as unknown as LabEvent);
      did.push(`hit ${strikeId}`);
      return Promise.resolve({ ...wanted, strikeId, state: 'held', message } as unknown as ArmedStrike);
    };
    return Promise.resolve({
      strikeId,
      hit,
      release: (how: string) => Promise.resolve(void did.push(`release ${strikeId} ${how}`)),
    });
  };
  const act = (name: string, what: string) => () => Promise.resolve(void did.push(`${what} ${name}`));
  return {
    did,
    armed,
    lab: { strike, events: () => events },
    process: (name: string) => ({ kill: act(name, 'kill'), start: act(name, 'start') }),
    until: (_what: string, look: () => unknown) => Promise.resolve(look()),
  } as unknown as System & { readonly did: string[]; readonly armed: Strike[] };
}

/** A first fault; `ending` is the failure of its own assertions. */
const first = (ending?: Error): Scenario =>
  ({
    name: 'first',
    broken: 'First.',
    run: async (system: System) => {
      const strike = await system.lab.strike({
        edge: 'a->b',
        direction: 'request',
        action: { kind: 'reset' },
      });
      await strike.hit();
      if (ending !== undefined) throw ending;
    },
  }) as unknown as Scenario;

describe('pair', () => {
  it('arms the second strike once the first has hit, and kills the process that the fault names', async () => {
    const system = aSystem();
    await pair(first(), aPoint, 'kill the receiver', 1).run(system);
    expect(system.armed.map(({ edge, ordinal }) => [edge, ordinal])).toEqual([
      ['a->b', undefined],
      ['checkout->payments', 2],
    ]);
    expect(system.did).toEqual(['hit s1', 'hit s2', 'kill payments-2', 'release s2 reset']);
  });

  it('ignores failed assertions of the first fault', async () => {
    await pair(first(new Error('202 !== 201')), aPoint, 'reset', 1).run(aSystem());
  });

  it('proves nothing if the message does not occur or the first fault hits nothing', async () => {
    await expect(pair(first(), { ...aPoint, label: 'missing' }, 'reset', 1).run(aSystem())).rejects.toThrow(
      NotHit,
    );
    const never: Scenario = Object.assign(first(), { run: () => Promise.reject(new NotHit('first')) });
    await expect(pair(never, aPoint, 'reset', 1).run(aSystem())).rejects.toThrow('first');
  });
});

describe('explore', () => {
  it('returns the messages before and after the hit', async () => {
    const passed: number[] = [];
    await explore(first(), (before, after) => passed.push(before.length, after.length)).run(aSystem());
    expect(passed).toEqual([1, 0]);
  });
});
