export type LabResponse<T> =
  | { readonly isOk: true; readonly value: T }
  /** `status` is null without a response. `detail` is a sentence. */
  | { readonly isOk: false; readonly status: number | null; readonly detail: string };

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const timeoutMs = 10_000;

/** One request to the lab's control API, never repeated. Resolves in any case. */
export async function askLab<T>(
  method: Method,
  path: string,
  body?: unknown,
  limitMs = timeoutMs,
): Promise<LabResponse<T>> {
  try {
    const response = await fetch(`/lab/api${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(limitMs),
    });
    if (!response.ok) return { isOk: false, status: response.status, detail: await detailOf(response) };
    const text = await response.text();
    return { isOk: true, value: (text === '' ? undefined : JSON.parse(text)) as T };
  } catch (error) {
    return { isOk: false, status: null, detail: `The lab did not respond (${nameOf(error)}).` };
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));

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
