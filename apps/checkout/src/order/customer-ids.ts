import { type OrderTokenSecret } from '@holdfast/contracts';
import { createHmac } from 'node:crypto';

/**
 * Derives the opaque ID by which other services know a customer: the same for every spelling of an address,
 * and not reversible. Keyed by the oldest order token secret, which stays when secrets are added.
 */
export class CustomerIds {
  constructor(private readonly secrets: readonly OrderTokenSecret[]) {}

  of(email: string): string {
    const [oldest] = this.secrets;
    if (oldest === undefined) throw new RangeError('no secret to derive customer IDs from');
    const digest = createHmac('sha256', oldest.secret)
      .update(`customer ${email.toLowerCase()}`)
      .digest('hex');
    return `cus_${digest.slice(0, 32)}`;
  }
}
