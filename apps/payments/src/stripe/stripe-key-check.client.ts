import { Resilience } from '@holdfast/resilience';
import { Log, reasonOf, Settings } from '@holdfast/service-defaults';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import Stripe from 'stripe';
import { type PaymentsConfig } from '../payments.config.ts';
import { addressOf } from './stripe.client.ts';
import { StripeHttpClient } from './stripe-http.client.ts';
import { stripeKeyDependency } from './stripe-key.dependency.ts';
import { StripeStanding } from './stripe-standing.ts';

/** 30 s while the key is rejected, so that a new one is noticed soon. */
const againMs = 30_000;
const cheapest = 'GET /v1/payment_intents';

/**
 * Periodically checks that Stripe accepts our key, so that a wrong key is noticed before the first customer,
 * and a fixed one without any. Repeats the rejected route; an empty POST is refused for its missing fields
 * and creates nothing.
 */
@Injectable()
export class StripeKeyCheck implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stripe: Stripe;
  private readonly intervalMs: number;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    resilience: Resilience,
    @Settings() config: PaymentsConfig,
    private readonly standing: StripeStanding,
    @Log() private readonly logger: Logger,
  ) {
    this.intervalMs = config.STRIPE_CHECK_INTERVAL_MS;
    const dependency = resilience.dependency(stripeKeyDependency(config));
    this.stripe = new Stripe(config.STRIPE_SECRET_KEY, {
      ...addressOf(config.STRIPE_API_URL),
      httpClient: new StripeHttpClient(dependency, standing, { isCheck: true }),
      maxNetworkRetries: 0,
      telemetry: false,
    });
  }

  onApplicationBootstrap(): void {
    if (this.intervalMs > 0) void this.checkAgainAndAgain();
  }

  onModuleDestroy(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async checkAgainAndAgain(): Promise<void> {
    await this.check();
    if (this.isStopped) return;
    const isRefused = this.standing.refusal !== undefined;
    const inMs = isRefused ? Math.min(againMs, this.intervalMs) : this.intervalMs;
    this.timer = setTimeout(() => void this.checkAgainAndAgain(), inMs).unref();
  }

  /** The standing sees every response; a failed call proves nothing about the key. */
  private async check(): Promise<void> {
    for (const route of new Set([cheapest, ...this.standing.refusedRoutes])) {
      const [method = '', path = ''] = route.split(' ');
      try {
        await this.stripe.rawRequest(method, method === 'GET' ? `${path}?limit=1` : path, {});
      } catch (error) {
        this.logger.debug(`failed to check the key with ${route}: ${reasonOf(error)}`);
      }
    }
  }
}
