import { askLab, type LabResponse } from '../ask-lab.act.ts';

/** 20 s: everything is fixed before a run is accepted. */
const startLimitMs = 20_000;

export const startRun = (id: string): Promise<LabResponse<unknown>> =>
  askLab('POST', `/experiments/${encodeURIComponent(id)}/runs`, undefined, startLimitMs);

export const stopRun = (runId: string): Promise<LabResponse<unknown>> =>
  askLab('DELETE', `/runs/${encodeURIComponent(runId)}`);
