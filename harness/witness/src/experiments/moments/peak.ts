import { type PeakMoment } from '../experiment.ts';
import { type MomentKind } from '../scene.ts';

export const peak: MomentKind<PeakMoment> = {
  isOfTheEnd: () => true,
  look: ({ curve, of, atMostShare }, scene) => {
    const highest = (name: string): number => Math.max(0, ...(scene.curves.get(name)?.() ?? []));
    const [own, other] = [highest(curve), highest(of)];
    const detail = `${curve} ${own}, ${of} ${other} in 100 ms`;
    return own > 0 && own <= other * atMostShare ? { at: scene.now(), message: null, detail } : detail;
  },
};
