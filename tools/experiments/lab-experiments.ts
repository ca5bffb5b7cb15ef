import { type ExperimentReport, type ExperimentRun } from '@holdfast/lab-api';
import { until } from '@holdfast/witness';
import { UsageError } from '../command-line.ts';

/** 10 min: longer than any experiment. */
const runTimeoutMs = 600_000;
const lookEveryMs = 250;

/** The experiments of a running lab, through its API. */
export class LabExperiments {
  private readonly labUrl: string;

  constructor(labUrl: string) {
    this.labUrl = labUrl.replace(/\/$/, '');
  }

  /** Those that this stack can run, or the named ones. @throws UsageError for an unknown name */
  async select(only: readonly string[]): Promise<readonly ExperimentReport[]> {
    const all = (await this.call('GET', '/experiments')) as readonly ExperimentReport[];
    const unknown = only.filter((id) => !all.some((each) => each.id === id));
    if (unknown.length > 0)
      throw new UsageError(
        `There is no experiment ${unknown.join(', ')}. Known: ${all.map(({ id }) => id).join(', ')}.`,
      );
    const wanted = all.filter(({ id }) => only.length === 0 || only.includes(id));
    for (const { id, lacks } of wanted.filter((each) => each.lacks.length > 0))
      console.log(`     not run  ${id}: this stack lacks ${lacks.join(', ')}`);
    return wanted.filter(({ lacks }) => lacks.length === 0);
  }

  /** Runs one to its end. */
  async run(id: string): Promise<ExperimentRun> {
    const { runId } = (await this.call('POST', `/experiments/${id}/runs`)) as ExperimentRun;
    const ended = async (): Promise<ExperimentRun | undefined> => {
      const run = (await this.call('GET', `/runs/${runId}`)) as ExperimentRun;
      return run.state === 'done' || run.state === 'stopped' ? run : undefined;
    };
    const options = { timeoutMs: runTimeoutMs, intervalMs: lookEveryMs };
    return until(`${id} has ended`, ended, options);
  }

  private async call(method: string, path: string): Promise<unknown> {
    const response = await fetch(this.labUrl + path, { method });
    const body = (await response.json()) as { readonly detail?: string };
    if (!response.ok) throw new Error(body.detail ?? `The lab returned ${response.status} for ${path}.`);
    return body;
  }
}
