import { metrics } from '@holdfast/service-defaults';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Counter } from 'prom-client';
import { AttemptCounters, type Count } from './attempt-counters.client.ts';
import { type AttemptLimit, attemptLimits } from './attempt-limit.ts';
import { mailboxOf, networkOf } from './counter-keys.ts';
import { tooManyAttempts } from './limit-attempts.errors.ts';
import { type AttemptLimitSettings } from './limit-attempts.settings.ts';

const limited = new Counter({
  name: 'checkout_attempts_limited_total',
  help: 'Attempts refused with 429, by the limit they exceeded.',
  labelNames: ['limit'] as const,
  registers: [metrics],
});

export interface Requester {
  readonly address: string;
  readonly email: string;
}

/** Refuses excessive attempts before anything is stored or sent. */
@Injectable()
export class LimitAttemptsHandler implements OnApplicationShutdown {
  private readonly limits: ReturnType<typeof attemptLimits>;

  constructor(
    private readonly counters: AttemptCounters,
    settings: AttemptLimitSettings,
  ) {
    this.limits = attemptLimits(settings);
  }

  /**
   * Checks the network address first, so that an attacker refused by it does not use up a customer's email
   * limit. @throws Problem 429 `too_many_attempts`
   */
  async checkout({ address, email }: Requester): Promise<void> {
    const { checkoutsPerAddress, keysPerAddress, declinesPerAddress, checkoutsPerEmail, emailsPerRecipient } =
      this.limits;
    const network = networkOf(address);
    const declines = await this.counters.get(declinesPerAddress, network);
    refuseWhen(declines.used >= declinesPerAddress.max, declinesPerAddress, declines);
    await this.count(network, checkoutsPerAddress, keysPerAddress);
    await this.count(mailboxOf(email), checkoutsPerEmail, emailsPerRecipient);
  }

  /** @throws Problem 429 `too_many_attempts` */
  async refund({ address, email }: Requester): Promise<void> {
    await this.count(networkOf(address), this.limits.keysPerAddress);
    await this.count(mailboxOf(email), this.limits.refundsPerEmail, this.limits.emailsPerRecipient);
  }

  async declined({ address }: Pick<Requester, 'address'>): Promise<void> {
    await this.counters.add(this.limits.declinesPerAddress, networkOf(address));
  }

  onApplicationShutdown(): void {
    this.counters.close();
  }

  private async count(subject: string, ...limits: readonly AttemptLimit[]): Promise<void> {
    const counts = await Promise.all(
      limits.map(async (limit) => ({ limit, count: await this.counters.add(limit, subject) })),
    );
    for (const { limit, count } of counts) refuseWhen(count.used > limit.max, limit, count);
  }
}

function refuseWhen(isTooMany: boolean, limit: AttemptLimit, { resetMs }: Count): void {
  if (!isTooMany) return;
  limited.inc({ limit: limit.name });
  throw tooManyAttempts(limit, resetMs);
}
