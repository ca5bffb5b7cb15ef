import { type StackReport } from '@holdfast/lab-api';

const timeoutMs = 5_000;

/** @throws an Error whose message is a sentence */
export async function readStack(signal: AbortSignal): Promise<StackReport> {
  const response = await fetch('/lab/api/stack', {
    headers: { accept: 'application/json' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  if (!response.ok) throw new Error(`The lab responded with status ${response.status}.`);
  return (await response.json()) as StackReport;
}
