import { plural } from '@holdfast/engine';
import { type StrikeMoment } from '../experiment.ts';
import { type MomentKind } from '../scene.ts';

export const strike: MomentKind<StrikeMoment> = {
  look: async ({ name, state }, scene) => {
    const armed = await scene.strikes.get(name)?.state();
    if (armed !== undefined)
      return armed.state === state
        ? {
            at: armed.message?.at ?? scene.now(),
            message: armed.message?.number ?? null,
            detail: armed.message?.label ?? null,
          }
        : armed.state;
    const fault = await scene.faults.get(name)?.struck();
    if (fault === undefined) return 'not armed';
    return fault.struck > 0
      ? { at: scene.now(), message: null, detail: `struck ${plural(fault.struck, 'time')}` }
      : 'struck nothing yet';
  },
};
