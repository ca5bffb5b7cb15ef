import { documentedApi, type DocumentedApi } from '@holdfast/local-stack/documented-api';

const watched = new Map<string, DocumentedAnswers>();

/**
 * Checks every response that a spec gets with `fetch` from a service against its OpenAPI document: status,
 * content type and body.
 */
export class DocumentedAnswers {
  private readonly api: DocumentedApi;
  private readonly faults = new Set<string>();

  /** `service` names the document: `docs/openapi/<service>.json`. */
  constructor(service: string) {
    this.api = documentedApi(service);
    watchFetch();
  }

  /** Checks responses from this address from now on; returns the address. */
  from(url: string): string {
    watched.set(new URL(url).origin, this);
    return url;
  }

  /** @throws Error that lists every undocumented response, even those that no test looked at. */
  verify(): void {
    for (const [origin, answers] of watched) if (answers === this) watched.delete(origin);
    if (this.faults.size > 0) throw new Error([...this.faults].join('\n'));
  }

  /** @throws Error if the response is not as documented. */
  async check(method: string, url: string, response: Response): Promise<void> {
    const body = await response.text().catch(() => undefined);
    // Its connection broke, which the test sees anyway.
    if (body === undefined) return;
    const { pathname } = new URL(url);
    const contentType = response.headers.get('content-type');
    const fault = this.api.faultOf({ method, path: pathname, status: response.status, contentType, body });
    if (fault === undefined) return;
    this.faults.add(fault);
    throw new Error(fault);
  }
}

let isWatching = false;

function watchFetch(): void {
  if (isWatching) return;
  isWatching = true;
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await real(input, init);
    const asked = input instanceof Request ? input : { url: String(input), method: 'GET' };
    // A redirect leads to another request.
    const url = response.redirected ? response.url : asked.url;
    await watched.get(new URL(url).origin)?.check(init?.method ?? asked.method, url, response.clone());
    return response;
  };
}
