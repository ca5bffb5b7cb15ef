import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Secrets of one local stack. Made at its first start, then kept. */
export interface StackSecrets {
  readonly stripeSecretKey: string;
  readonly stripeWebhookSecret: string;
  /** What checkout presents to payments, where it may charge, refund and reconcile, and to recommendations, where it may read. */
  readonly checkoutKey: string;
  /** For operators and tests: it reads, refunds and reconciles, and charges nothing. */
  readonly operatorKey: string;
  /** What opens the board of the queues, and nothing else. */
  readonly opsKey: string;
  /** What order tokens are derived from, as the services' setting has it. */
  readonly orderTokenSecrets: string;
}

function makeSecrets(): StackSecrets {
  const random = (): string => randomBytes(24).toString('hex');
  return {
    stripeSecretKey: `sk_test_${random()}`,
    stripeWebhookSecret: `whsec_${random()}`,
    checkoutKey: random(),
    operatorKey: random(),
    opsKey: random(),
    orderTokenSecrets: `2026-01-01T00:00:00Z=${random()}`,
  };
}

/** The secrets in DATA_DIR/secrets.json, which only its owner may read; made if missing, as is one that an older version did not know. */
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
