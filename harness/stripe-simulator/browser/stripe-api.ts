import type { StripeError } from '@stripe/stripe-js';

export type Result<T> = { value: T; error?: undefined } | { value?: undefined; error: StripeError };
export type Form = { readonly [name: string]: unknown };

const source =
  document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;

/** Stripe's form encoding: `a[b]=1`. */
function encode(value: unknown, name: string, into: URLSearchParams): URLSearchParams {
  if (value === undefined || value === null) return into;
  if (typeof value !== 'object') into.append(name, `${value as string | number | boolean}`);
  else
    for (const [key, inner] of Object.entries(value))
      encode(inner, name === '' ? key : `${name}[${key}]`, into);
  return into;
}

/** Calls the API of the server that served this script. */
export async function call<T>(
  key: string,
  method: 'GET' | 'POST',
  path: string,
  form: Form,
): Promise<Result<T>> {
  const encoded = encode(form, '', new URLSearchParams());
  const url = new URL(`/v1/${path}${method === 'GET' ? `?${encoded}` : ''}`, source);
  try {
    const response = await fetch(url, {
      method,
      credentials: 'omit',
      headers: { Authorization: `Bearer ${key}` },
      ...(method === 'POST' ? { body: encoded } : {}),
    });
    const body = (await response.json()) as T & { error?: StripeError };
    return response.ok ? { value: body } : { error: body.error ?? unreachable() };
  } catch {
    return { error: unreachable() };
  }
}

const unreachable = (): StripeError => ({
  type: 'api_connection_error',
  message: 'The payment service cannot be reached. Please try again.',
});
