import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Secrets of one local stack. Made at its first start, then kept. */
export interface StackSecrets {
  readonly stripeSecretKey: string;
  readonly stripeWebhookSecret: string;
  /** What checkout presents to payments and recommendations. */
  readonly checkoutKey: string;
  /** For people and tests who look into the internal services. */
  readonly operatorKey: string;
}

function makeSecrets(): StackSecrets {
  const random = (): string => randomBytes(24).toString('hex');
  return {
    stripeSecretKey: `sk_test_${random()}`,
    stripeWebhookSecret: `whsec_${random()}`,
    checkoutKey: random(),
    operatorKey: random(),
  };
}

/** The secrets in DATA_DIR/secrets.json, which only its owner may read; made if missing. */
export function stackSecrets(dataDir: string): StackSecrets {
  const file = path.join(dataDir, 'secrets.json');
  mkdirSync(dataDir, { recursive: true });
  try {
    const secrets = makeSecrets();
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return JSON.parse(readFileSync(file, 'utf8')) as StackSecrets;
  }
}
