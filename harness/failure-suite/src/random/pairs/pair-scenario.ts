import { type ArmedStrike, type Message } from '@holdfast/fault-proxy';
import { nameOf, type Point } from '../../enumeration/crash-points.ts';
import { isCustomer, type PointFault } from '../../enumeration/faults-of.ts';
import { type Scenario } from '../../scenario/scenario.ts';
import { type Lab, type StrikeHandle, type System } from '../../system/system.ts';

/** 10 s for what a recovery says to come: a lease runs out and a completer looks within that. */
const recoveryMs = 10_000;
/** A second in which nothing but polls was said: the recovery is over, or waits for a lease. */
const calmMs = 1_000;
/** A pair mends twice, and each may wait for a lease, a stalled job or a breaker. */
const livenessMs = 30_000;

const single = new Set(['postgres', 'redis', 'mail', 'stripe-simulator', 'recommendations']);
const processOf = (name: string): string => (name === 'stripe' ? 'stripe-simulator' : name);

/** The same system, whose first strike tells when it hits. */
function watching(
  system: System,
  onHit: (hit: ArmedStrike) => Promise<void> | void,
  onArmed: () => void = () => undefined,
): System {
  let isFirst = true;
  const strike: Lab['strike'] = async (wanted) => {
    const inHand = await system.lab.strike(wanted);
    if (!isFirst) return inHand;
    isFirst = false;
    onArmed();
    const hit = async (timeoutMs?: number): Promise<ArmedStrike> => {
      const struck = await inHand.hit(timeoutMs);
      await onHit(struck);
      return struck;
    };
    return { strikeId: inHand.strikeId, hit, release: (how) => inHand.release(how) };
  };
  const lab = Object.create(system.lab, { strike: { value: strike } }) as Lab;
  return Object.create(system, { lab: { value: lab } }) as System;
}

const messagesIn = (system: System): Message[] =>
  system.lab.events().flatMap((event) => (event.type === 'message' ? [event.message] : []));

/** The first fault alone, with what was said before and after it. */
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
      const count = (): number => messagesIn(system).length;
      const watched = watching(
        system,
        () => void (hit = count()),
        () => void (armed = count()),
      );
      await first.run(watched);
      const startedAt = Date.now();
      await system.until(
        'an end of the recovery',
        () => {
          const last = messagesIn(system).findLast(({ isBackground }) => !isBackground);
          return Date.now() - startedAt > recoveryMs || Date.now() - (last?.at ?? 0) > calmMs;
        },
        2 * recoveryMs,
      );
      const said = messagesIn(system);
      keep(said.slice(armed, hit), said.slice(hit));
    },
  };
}

/** The first fault, and a second at a message that is there only because of it. */
export function pair(first: Scenario, point: Point, fault: PointFault, number: number): Scenario {
  const where = nameOf(point);
  return {
    ...first,
    name: `${first.name}-then-${number}`,
    group: 'random',
    broken: `${first.broken} Then, while that is mended, "${fault}" at ${where}.`,
    livenessMs,
    run: async (system) => {
      let second: StrikeHandle | undefined;
      let struck: Promise<void> | undefined;
      const arm = async (): Promise<void> => {
        const { route: edge, direction, label, ordinal } = point;
        const kind = fault === 'reset' ? 'reset' : fault === 'black hole' ? 'black_hole' : 'hold';
        second = await system.lab.strike({ edge, direction, label, ordinal, action: { kind } });
        struck = strikeAgain(system, second, fault);
        // It is waited for below; until then its failure is nobody's.
        struck.catch(() => undefined);
      };
      const [one] = await Promise.allSettled([first.run(watching(system, arm))]);
      // What the first customer was promised without the second fault does not bind: the invariants do.
      if (second === undefined && one?.status === 'rejected') throw one.reason;
      await struck;
    },
  };
}

async function strikeAgain(system: System, strike: StrikeHandle, fault: PointFault): Promise<void> {
  const { message } = await strike.hit(recoveryMs);
  if (message === null || fault === 'reset' || fault === 'black hole') return;
  const victim = processOf(fault === 'kill the sender' ? message.sender : message.receiver);
  if (!isCustomer(victim)) await system.process(victim).kill();
  await strike.release(fault === 'kill the sender' ? 'forward_and_reset' : 'reset');
  if (single.has(victim)) await system.process(victim).start();
}
