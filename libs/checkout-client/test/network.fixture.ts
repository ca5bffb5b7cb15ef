import { PassingClock } from '../src/passing-clock.fixture.ts';
import { platform, type Runtime } from '../src/runtime.ts';
import { type Shop } from './shop.fixture.ts';

/**
 * Real requests to a shop, in a time of their own: none passes while a request or a charge is under way, however long that takes,
 * but for requests that the shop leaves without an answer.
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

/** Until the whole answer is there, or none will be. */
async function hasCome(response: Promise<Response>): Promise<void> {
  try {
    await (await response).clone().text();
  } catch {
    // Whoever sent the request hears of it.
  }
}
