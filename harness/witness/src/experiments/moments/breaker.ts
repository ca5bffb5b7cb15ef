import { type BreakerMoment } from '../experiment.ts';
import { type MomentKind } from '../scene.ts';

export const breaker: MomentKind<BreakerMoment> = {
  look: async ({ edge, state }, scene) => {
    const guards = (await scene.breakers()).filter((each) => each.edge === edge);
    const isSuch = (each: string): boolean => (each === 'closed') === (state === 'closed');
    const others = guards.filter((each) => !isSuch(each.breaker));
    if (guards.length === 0) return `no process reports a breaker for ${edge}`;
    if (others.length > 0) return others.map((each) => `${each.process}: ${each.breaker}`).join(', ');
    return {
      at: scene.now(),
      message: null,
      detail: guards.map((each) => `${each.process}: ${each.breaker}`).join(', '),
    };
  },
};
