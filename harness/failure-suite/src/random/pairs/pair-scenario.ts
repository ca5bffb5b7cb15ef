import { armAt, hitAndRelease, type Lab, messagesIn, nameOf, type StrikeHandle } from '@holdfast/engine';
import { type ArmedStrike, type Message } from '@holdfast/lab-api';
import { type Point, roles, type ShopFault } from '../../enumeration/shop-points.ts';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';

/** 10 s for the messages of a recovery: a lease expires and a completer polls within that time. */
const recoveryMs = 10_000;
/** After a second with nothing but polls, the recovery is over or waits for a lease. */
const calmMs = 1_000;
/** 30 s: a pair recovers twice, and each recovery may wait for a lease, a stalled job or a breaker. */
const livenessMs = 30_000;

/** Wraps the system so that its first strike reports when it is armed and hit. */
function watching(
  system: System,
  onHit: (hit: ArmedStrike) => Promise<void> | void,
  onArmed: () => void = () => undefined,
): System {
  let isFirst = true;
  const strike: Lab['strike'] = async (wanted) => {
    const handle = await system.lab.strike(wanted);
    if (!isFirst) return handle;
    isFirst = false;
    onArmed();
    const hit = async (timeoutMs?: number): Promise<ArmedStrike> => {
      const struck = await handle.hit(timeoutMs);
      await onHit(struck);
      return struck;
    };
    return { strikeId: handle.strikeId, hit, release: (how) => handle.release(how) };
  };
  const lab = Object.create(system.lab, { strike: { value: strike } }) as Lab;
  return Object.create(system, { lab: { value: lab } }) as System;
}

/** Runs the first fault alone and keeps the messages before and after its hit. */
export function explore(
  first: Scenario,
  keep: (before: readonly Message[], after: readonly Message[]) => void,
): Scenario {
  return {
    ...first,
    name: `${first.name}-explored`,
    livenessMs,
    run: async (system) => {
      let [armed, hit] = [0, 0];
      const count = (): number => messagesIn(system.lab.events()).length;
      const watched = watching(
        system,
        () => void (hit = count()),
        () => void (armed = count()),
      );
      await first.run(watched);
      const startedAt = Date.now();
      await system.until(
        'the recovery is over',
        () => {
          const last = messagesIn(system.lab.events()).findLast(({ isBackground }) => !isBackground);
          return Date.now() - startedAt > recoveryMs || Date.now() - (last?.at ?? 0) > calmMs;
        },
        2 * recoveryMs,
      );
      const said = messagesIn(system.lab.events());
      keep(said.slice(armed, hit), said.slice(hit));
    },
  };
}

/** The first fault, then a second one at a message that only occurs because of the first. */
export function pair(first: Scenario, point: Point, fault: ShopFault, number: number): Scenario {
  const where = nameOf(point);
  return {
    ...first,
    name: `${first.name}-then-${number}`,
    group: 'random',
    broken: `${first.broken} Then, during the recovery: "${fault}" at ${where}.`,
    livenessMs,
    run: async (system) => {
      let second: StrikeHandle | undefined;
      let struck: Promise<void> | undefined;
      const arm = async (): Promise<void> => {
        second = await armAt(system, point, fault);
        struck = hitAndRelease(system, second, fault, roles, recoveryMs);
        // Awaited below; until then, a rejection must not count as unhandled.
        struck.catch(() => undefined);
      };
      const [one] = await Promise.allSettled([first.run(watching(system, arm))]);
      // The first scenario's assertions do not apply with a second fault; the invariants do.
      if (second === undefined && one?.status === 'rejected') throw one.reason;
      await struck;
    },
  };
}
