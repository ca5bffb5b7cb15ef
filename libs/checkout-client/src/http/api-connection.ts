import { type ClientSettings } from '../client-options.ts';
import { type Runtime } from '../runtime.ts';
import { type ApiResponse } from './api-response.ts';
import { attempt, type NoResponse } from './http-attempt.ts';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** Sends single requests with address, headers and credentials. Never retries. */
export class ApiConnection {
  private readonly baseUrl: string;

  constructor(
    private readonly settings: Pick<ClientSettings, 'baseUrl' | 'headers' | 'credentials'>,
    private readonly runtime: Runtime,
  ) {
    this.baseUrl = settings.baseUrl.replace(/\/+$/, '');
  }

  /** @throws the signal's reason, and what the app's `headers` throws. */
  async send(request: Request, timeoutMs: number, signal?: AbortSignal): Promise<ApiResponse | NoResponse> {
    const { method, path, bytes } = request;
    const headers = new Headers(await this.settings.headers());
    headers.set('accept', 'application/json');
    headers.set('x-request-timeout-ms', String(Math.floor(timeoutMs)));
    if (bytes !== undefined) headers.set('content-type', 'application/json');
    for (const [name, value] of Object.entries(request.headers ?? {}))
      if (name !== 'authorization' || !headers.has(name)) headers.set(name, value);
    const { credentials } = this.settings;
    const init = { method, headers, credentials, ...(bytes === undefined ? {} : { body: bytes }) };
    return attempt({ url: this.baseUrl + path, init, timeoutMs, signal }, this.runtime);
  }
}
