import http from 'node:http';
import { type CustomerResponse } from './customer-response.ts';

export interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type Outcome = Pick<CustomerResponse, 'status' | 'headers' | 'text' | 'failure' | 'gaveUpAfterMs'>;

const none = (failure: string): Outcome => ({ status: 0, headers: {}, text: '', failure });

function headersOf(response: http.IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/**
 * One request on a new connection, so that earlier ones cannot affect it. Never rejects: the outcome holds
 * the failure.
 */
export function attempt({ method, url, headers, body, timeoutMs, signal }: Attempt): Promise<Outcome> {
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
    const request = http.request(url, { method, agent: false, headers: { ...length, ...headers } });
    const end = (outcome: Outcome): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(outcome);
      request.destroy();
    };
    const giveUp = (): void =>
      end({ ...none(`no response within ${timeoutMs} ms`), gaveUpAfterMs: timeoutMs });
    const timer = setTimeout(giveUp, timeoutMs);
    const stop = (): void => end(none('the suite was stopped'));
    signal.addEventListener('abort', stop, { once: true });
    request.on('error', (error: NodeJS.ErrnoException) => end(none(error.code ?? error.message)));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error: NodeJS.ErrnoException) =>
        end(none(`cut off mid-response: ${error.code ?? error.message}`)),
      );
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        end({ status: response.statusCode ?? 0, headers: headersOf(response), text, failure: null });
      });
    });
    request.end(body);
  });
}
