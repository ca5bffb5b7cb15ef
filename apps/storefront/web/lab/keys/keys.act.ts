import { type KeyRetry } from '@holdfast/lab-api';
import { askLab, type LabResponse } from '../ask-lab.act.ts';

/** 25 s: the lab waits up to 20 s for the operator's command. */
const limitMs = 25_000;

/** Has an operation checked again. Resolves once a process has done so, with what the command says. */
export const retryKey = (operationId: string): Promise<LabResponse<KeyRetry>> =>
  askLab('POST', `/keys/${encodeURIComponent(operationId)}/retry`, undefined, limitMs);
