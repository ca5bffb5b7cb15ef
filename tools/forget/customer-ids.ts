import { orderTokenSecrets } from '@holdfast/contracts';
import { createHmac } from 'node:crypto';

/** What recommendations knows a customer by: the id that checkout derives of the address, and, from before it did, the address. */
export function customerIdsOf(email: string, tokenSecrets: string | undefined): string[] {
  const address = email.toLowerCase();
  if (tokenSecrets === undefined) return [address];
  const [oldest] = orderTokenSecrets.parse(tokenSecrets);
  if (oldest === undefined) return [address];
  const digest = createHmac('sha256', oldest.secret).update(`customer ${address}`).digest('hex');
  return [address, `cus_${digest.slice(0, 32)}`];
}
