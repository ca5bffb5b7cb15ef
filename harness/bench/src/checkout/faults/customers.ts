import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { type Basket, bodyOf, headersOf, newBasket } from '../../measure/orders/basket.ts';

/** How often something goes wrong: at each twentieth, 5 %. */
export const oneOf = 20;
/** A customer waits this long for a response, and tries again. */
const patienceMs = 12_000;
const pauseMs = 250;
/** A customer who has nothing by then gives up. */
const givesUpMs = 90_000;

/** Customers whose responses are lost now and then, and who press the button twice now and then. */
export class Customers {
  readonly baskets: Basket[] = [];
  readonly accepted = new Set<string>();
  lostResponses = 0;
  doubleClicks = 0;
  private responses = 0;
  private readonly agent = new Agent({ connections: 64 });

  constructor(private readonly url: string) {}

  /** Sends customers at a steady rate; resolves when each is served or has given up. */
  async shop(orders: number, perSecond: number, signal: AbortSignal): Promise<void> {
    const begun = performance.now();
    const one = async (index: number): Promise<void> => {
      const dueAt = begun + (index * 1_000) / perSecond;
      await sleep(Math.max(0, dueAt - performance.now()), undefined, { signal });
      await this.buy(index, signal);
    };
    await Promise.all(Array.from({ length: orders }, (_, index) => one(index)));
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async buy(index: number, signal: AbortSignal): Promise<void> {
    const basket = newBasket();
    this.baskets.push(basket);
    const deadline = performance.now() + givesUpMs;
    const isDoubleClick = index % oneOf === oneOf - 1;
    if (isDoubleClick) this.doubleClicks += 1;
    while (performance.now() < deadline) {
      const sent = isDoubleClick
        ? [this.send(basket, signal), this.send(basket, signal)]
        : [this.send(basket, signal)];
      const isAccepted = (await Promise.all(sent)).includes(true);
      signal.throwIfAborted();
      if (isAccepted) {
        this.accepted.add(basket.email);
        return;
      }
      await sleep(pauseMs, undefined, { signal });
    }
  }

  /** False if the response was lost, or was not that the order is accepted: the customer tries again. */
  private async send(basket: Basket, signal: AbortSignal): Promise<boolean> {
    try {
      const { statusCode, body } = await request(`${this.url}/checkouts`, {
        method: 'POST',
        headers: headersOf(basket),
        body: bodyOf(basket),
        dispatcher: this.agent,
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      });
      await body.dump();
      if (this.isLost()) return false;
      return statusCode === 201 || statusCode === 202;
    } catch {
      // No response: like a lost one, its sender does not know what has become of the request.
      return false;
    }
  }

  private isLost(): boolean {
    this.responses += 1;
    if (this.responses % oneOf !== 0) return false;
    this.lostResponses += 1;
    return true;
  }
}
