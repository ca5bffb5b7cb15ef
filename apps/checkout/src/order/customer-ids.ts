import { type OrderTokenSecret } from '@holdfast/contracts';
import { createHmac } from 'node:crypto';

/**
 * What customers are called outside of this service: always the same for an address, however it is spelled, and no way back to it. Keyed by
 * the oldest secret of the order tokens, which stays when newer ones are added.
 */
export class CustomerIds {
  constructor(private readonly secrets: readonly OrderTokenSecret[]) {}

  of(email: string): string {
    const [oldest] = this.secrets;
    if (oldest === undefined) throw new RangeError('no secret to derive customer ids from');
    const digest = createHmac('sha256', oldest.secret)
      .update(`customer ${email.toLowerCase()}`)
      .digest('hex');
    return `cus_${digest.slice(0, 32)}`;
  }
}
