import { PassingClock } from '../src/passing-clock.fixture.ts';
import { platform, type Runtime } from '../src/runtime.ts';
import { type Shop } from './shop.fixture.ts';

/**
 * Real requests to a shop on a separate clock: time stands still while a request or charge is in progress,
 * except for requests that the shop leaves without a response.
 */
export class Network extends PassingClock {
  private requests = 0;

  readonly runtime: Runtime = {
    ...platform,
    fetch: (url, init) => this.fetch(url, init),
    now: () => this.now,
    monotonicNow: () => this.now,
    delay: (ms, signal) => this.delay(ms, signal),
  };

  constructor(private readonly shop: Shop) {
    super();
    shop.whileCharging = (charge) => void this.hold(charge);
  }

  private fetch(url: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
    const number = `${(this.requests += 1)}`;
    const headers = new Headers(init.headers);
    headers.set('x-request-number', number);
    const response = fetch(url, { ...init, headers });
    void this.hold(Promise.race([hasCome(response), this.shop.leavesUnanswered(number)]));
    return response;
  }
}

/** Resolves once the whole response is there, or none will come. */
async function hasCome(response: Promise<Response>): Promise<void> {
  try {
    await (await response).clone().text();
  } catch {
    // The sender of the request sees the error.
  }
}
