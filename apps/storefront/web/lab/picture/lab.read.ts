import { type LabState, labStateOf } from './lab-state.ts';

const timeoutMs = 5_000;

/** @throws an Error whose message is a sentence */
export async function readLab(signal: AbortSignal): Promise<LabState> {
  const [edges, strikes] = await Promise.all([
    call('GET', '/edges', signal),
    call('GET', '/strikes', signal),
  ]);
  const state = labStateOf(edges, strikes);
  if (state === undefined) throw new Error('The lab sent something else than its state.');
  return state;
}

async function call(method: 'GET', path: string, signal: AbortSignal): Promise<unknown> {
  const limit = AbortSignal.timeout(timeoutMs);
  const response = await fetch(`/lab/api${path}`, {
    method,
    headers: { accept: 'application/json' },
    signal: AbortSignal.any([signal, limit]),
  });
  if (!response.ok) throw new Error(await detailOf(response));
  return response.json();
}

async function detailOf(response: Response): Promise<string> {
  try {
    const problem: unknown = await response.json();
    const detail = (problem as { readonly detail?: unknown } | null)?.detail;
    if (typeof detail === 'string') return detail;
  } catch {
    // Not a problem document.
  }
  return `The lab responded with status ${response.status}.`;
}
