import { type BreakerMoment } from '../experiment.ts';
import { type MomentKind } from '../scene.ts';

/** An edge may have several breakers, one for each kind of call: it is open if a process has an open one. */
export const breaker: MomentKind<BreakerMoment> = {
  look: async ({ edge, state }, scene) => {
    const guards = (await scene.breakers()).filter((each) => each.edge === edge);
    if (guards.length === 0) return `no process reports a breaker for ${edge}`;
    const seen = [...Map.groupBy(guards, ({ process }) => process)].map(([process, own]) => {
      const open = own.find((each) => each.breaker !== 'closed');
      return { process, breaker: open?.breaker ?? 'closed', isOpen: open !== undefined };
    });
    const others = seen.filter(({ isOpen }) => isOpen === (state === 'closed'));
    const text = (each: typeof seen): string =>
      each.map(({ process, breaker: now }) => `${process}: ${now}`).join(', ');
    return others.length > 0 ? text(others) : { at: scene.now(), message: null, detail: text(seen) };
  },
};
