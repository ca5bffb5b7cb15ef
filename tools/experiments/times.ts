import { type ExperimentReport, type ExperimentRun } from '@holdfast/lab-api';

/** A bound should be at least twice the slowest time of 20 quiet runs. */
const reserve = 2;

export interface MomentTimes {
  readonly experiment: string;
  readonly moment: string;
  readonly slowestMs: number;
  readonly boundMs: number;
  readonly isTight: boolean;
}

type Bounds = Pick<ExperimentReport, 'id' | 'steps'>;

/** The slowest time of each moment over several runs, in the order of the experiments. */
export class Times {
  private readonly known = new Map<string, MomentTimes>();

  add({ id, steps }: Bounds, moments: ExperimentRun['moments']): void {
    for (const { id: moment, withinMs } of steps.flatMap((step) => step.moments)) {
      const afterMs = moments.find((each) => each.id === moment)?.afterMs ?? 0;
      const key = `${id}: ${moment}`;
      const slowestMs = Math.max(afterMs, this.known.get(key)?.slowestMs ?? 0);
      const isTight = withinMs < reserve * slowestMs;
      this.known.set(key, { experiment: id, moment, slowestMs, boundMs: withinMs, isTight });
    }
  }

  get all(): readonly MomentTimes[] {
    return [...this.known.values()];
  }
}
