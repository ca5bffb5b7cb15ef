import { type IdempotentRequest } from '@holdfast/idempotency';
import { metrics, Settings } from '@holdfast/service-defaults';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Counter } from '@prometheus-io/client';
import { AttemptCounters } from './attempt-counters.client.ts';
import { type AttemptLimit, attemptLimits, type Step } from './attempt-limit.ts';
import { mailboxOf, networkOf } from './counter-keys.ts';
import { tooManyAttempts } from './limit-attempts.errors.ts';
import { type AttemptLimitSettings } from './limit-attempts.settings.ts';

const limited = new Counter({
  name: 'checkout_attempts_limited_total',
  help: 'Attempts beyond a limit, by that limit. Repeats of an accepted request count, but get its response.',
  labelNames: ['limit'] as const,
  registers: [metrics],
});

export interface Requester {
  readonly address: string;
  readonly email: string;
}

type KeyedRequest = Pick<IdempotentRequest, 'keyHash' | 'fingerprint'>;

/** Refuses excessive attempts before anything is stored or sent. A repeated request is one attempt. */
@Injectable()
export class LimitAttemptsHandler implements OnApplicationShutdown {
  private readonly limits: ReturnType<typeof attemptLimits>;

  constructor(
    private readonly counters: AttemptCounters,
    @Settings() settings: AttemptLimitSettings,
  ) {
    this.limits = attemptLimits(settings);
  }

  /**
   * Checks the network address first, so that an attacker refused by it does not use up a customer's email
   * limit. @throws Problem 429 `too_many_attempts`
   */
  async checkout(request: KeyedRequest, { address, email }: Requester): Promise<void> {
    const { checkoutsPerAddress, keysPerAddress, declinesPerAddress, checkoutsPerEmail, emailsPerRecipient } =
      this.limits;
    const network = networkOf(address);
    await this.refuseBeyond(
      'checkout',
      request,
      [{ limit: declinesPerAddress, subject: network, isCounted: false }],
      counted(network, checkoutsPerAddress, keysPerAddress),
      counted(mailboxOf(email), checkoutsPerEmail, emailsPerRecipient),
    );
  }

  /** @throws Problem 429 `too_many_attempts` */
  async refund(request: KeyedRequest, { address, email }: Requester): Promise<void> {
    const { keysPerAddress, refundsPerEmail, emailsPerRecipient } = this.limits;
    await this.refuseBeyond(
      'refund',
      request,
      counted(networkOf(address), keysPerAddress),
      counted(mailboxOf(email), refundsPerEmail, emailsPerRecipient),
    );
  }

  async declined(network: string): Promise<void> {
    await this.counters.count([counted(network, this.limits.declinesPerAddress)]);
  }

  onApplicationShutdown(): void {
    this.counters.close();
  }

  private async refuseBeyond(
    refused: 'checkout' | 'refund',
    { keyHash, fingerprint }: KeyedRequest,
    ...steps: readonly Step[]
  ): Promise<void> {
    const exceeded = await this.counters.count(steps, {
      name: `${keyHash}:${fingerprint.toString('base64url', 0, 16)}`,
      knownForSeconds: longestSeconds(steps),
    });
    if (exceeded === undefined) return;
    const { limit } = exceeded.attempt;
    limited.inc({ limit: limit.name });
    throw tooManyAttempts(refused, limit, exceeded.resetMs);
  }
}

/** A day, so that a client which repeats a pending refund uses up none of the day's. */
const longestSeconds = (steps: readonly Step[]): number =>
  Math.max(...steps.flat().map(({ limit }) => limit.withinSeconds));

const counted = (subject: string, ...limits: readonly AttemptLimit[]): Step =>
  limits.map((limit) => ({ limit, subject, isCounted: true }));
