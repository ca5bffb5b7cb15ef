import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Secrets of one local stack, generated at its first start and kept. */
export interface StackSecrets {
  readonly stripeSecretKey: string;
  /** For pages; not a secret, but it belongs to the secret key. */
  readonly stripePublishableKey: string;
  readonly stripeWebhookSecret: string;
  /** Checkout's API key: it may charge, refund and reconcile at payments, and read at recommendations. */
  readonly checkoutKey: string;
  /** The key of operators and tests, with `operatorScopes`: it may not charge. */
  readonly operatorKey: string;
  /** The password of the queue board, and nothing else. */
  readonly opsKey: string;
  /** The secrets that order tokens are derived from, in the format of the setting. */
  readonly orderTokenSecrets: string;
}

export const operatorScopes: readonly string[] = ['read', 'refund', 'ledger', 'reconcile'];

function makeSecrets(): StackSecrets {
  const random = (): string => randomBytes(24).toString('hex');
  return {
    stripeSecretKey: `sk_test_${random()}`,
    stripePublishableKey: `pk_test_${random()}`,
    stripeWebhookSecret: `whsec_${random()}`,
    checkoutKey: random(),
    operatorKey: random(),
    opsKey: random(),
    orderTokenSecrets: `2026-01-01T00:00:00Z=${random()}`,
  };
}

/**
 * Reads DATA_DIR/secrets.json, which only its owner may read. Generates missing secrets, also those that are
 * new in this version.
 */
export function stackSecrets(dataDir: string): StackSecrets {
  const file = path.join(dataDir, 'secrets.json');
  mkdirSync(dataDir, { recursive: true });
  const made = makeSecrets();
  try {
    writeSecrets(file, made, 'wx');
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<StackSecrets>;
  const secrets = { ...made, ...kept };
  if (Object.keys(kept).length < Object.keys(secrets).length) writeSecrets(file, secrets, 'w');
  return secrets;
}

function writeSecrets(file: string, secrets: StackSecrets, flag: 'w' | 'wx'): void {
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag });
}
