import { type ProcessMoment } from '../experiment.ts';
import { type MomentKind } from '../scene.ts';
import { roleOf } from '../stage.ts';

export const process: MomentKind<ProcessMoment> = {
  look: async ({ role, state, isNew }, scene) => {
    const instances = (await scene.processes()).filter(({ name }) => roleOf(name) === role);
    const other = instances.find((each) => each.state !== state);
    if (other !== undefined || instances.length === 0)
      return `${other?.name ?? role}: ${other?.state ?? 'unknown'}`;
    const old = instances.find(({ name, identity }) => identity === (scene.before(name)?.identity ?? null));
    if (isNew === true && old !== undefined) return `${old.name} is still the same process`;
    const detail = instances.map(({ name, identity }) =>
      identity === null ? name : `${name} (${identity})`,
    );
    return { at: scene.now(), message: null, detail: detail.join(', ') };
  },
};
