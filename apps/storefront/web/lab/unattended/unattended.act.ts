import { askLab, type LabResponse } from '../ask-lab.act.ts';

export const startPlans = (seed: number, minutes: number): Promise<LabResponse<unknown>> =>
  askLab('PUT', '/unattended', { seed, minutes });

export const stopPlans = (): Promise<LabResponse<unknown>> => askLab('DELETE', '/unattended');
