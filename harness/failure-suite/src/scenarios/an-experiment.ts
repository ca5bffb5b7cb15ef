import assert from 'node:assert/strict';
import { type ExperimentId } from '@holdfast/lab-api';
import { type Experiment, experiments, StepsPerformance } from '@holdfast/witness';
import { SystemStage } from '../system/system-stage.ts';
import { NotHit } from '@holdfast/engine';
import { type Scenario } from '../scenario/scenario.ts';

/** The part of a scenario that a guided experiment decides: its steps, and the moments to be seen. */
export function anExperiment(id: ExperimentId): Pick<Scenario, 'name' | 'needs' | 'run'> {
  const experiment = experiments.find((each) => each.id === id);
  if (experiment === undefined) throw new Error(`There is no experiment "${id}".`);
  return {
    name: `experiment-${id}`,
    ...(experiment.needs.includes('redis') ? { needs: 'redis' } : {}),
    run: (system) => perform(experiment, system),
  };
}

async function perform(experiment: Experiment, system: Parameters<Scenario['run']>[0]): Promise<void> {
  const { voids, failures } = await new StepsPerformance(experiment, new SystemStage(system)).run();
  if (voids[0] !== undefined) throw new NotHit(voids[0]);
  assert.deepEqual(failures, [], failures.join(' '));
}
