import { orderTokenSecrets, type OrderTokenSecret } from '@holdfast/contracts';
import { createHmac } from 'node:crypto';
import { UsageError } from '../../command-line.ts';

/** @throws UsageError if the setting is invalid. It does not repeat the secrets. */
export function tokenSecretsIn(text: string | undefined): readonly OrderTokenSecret[] | undefined {
  if (text === undefined) return undefined;
  const { data, error } = orderTokenSecrets.safeParse(text);
  if (error !== undefined) throw new UsageError(`ORDER_TOKEN_SECRETS ${error.issues[0]?.message}.`);
  return data;
}

/**
 * The IDs of a customer in recommendations: the one that checkout derives from the address, and the address
 * itself in older data.
 */
export function customerIdsOf(
  email: string,
  tokenSecrets: readonly OrderTokenSecret[] | undefined,
): string[] {
  const address = email.toLowerCase();
  const [oldest] = tokenSecrets ?? [];
  if (oldest === undefined) return [address];
  const digest = createHmac('sha256', oldest.secret).update(`customer ${address}`).digest('hex');
  return [address, `cus_${digest.slice(0, 32)}`];
}
