import { orderTokenSecrets } from '@holdfast/contracts';
import { createHmac } from 'node:crypto';

/**
 * The IDs of a customer in recommendations: the one that checkout derives from the address, and the address
 * itself in older data.
 */
export function customerIdsOf(email: string, tokenSecrets: string | undefined): string[] {
  const address = email.toLowerCase();
  if (tokenSecrets === undefined) return [address];
  const [oldest] = orderTokenSecrets.parse(tokenSecrets);
  if (oldest === undefined) return [address];
  const digest = createHmac('sha256', oldest.secret).update(`customer ${address}`).digest('hex');
  return [address, `cus_${digest.slice(0, 32)}`];
}
