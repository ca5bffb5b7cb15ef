import { type CustomersSetting } from '@holdfast/lab-api';
import { askLab, type LabResponse } from '../ask-lab.act.ts';

export const letCustomersIn = (setting: CustomersSetting): Promise<LabResponse<unknown>> =>
  askLab('PUT', '/customers', setting);
