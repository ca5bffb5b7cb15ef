import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
 * new in this version. The file is complete at all times, and of two processes that make it, both get the
 * secrets of the first.
 */
export function stackSecrets(dataDir: string): StackSecrets {
  const file = path.join(dataDir, 'secrets.json');
  const made = makeSecrets();
  if (!existsSync(file)) create(file, made);
  const kept = keptIn(file);
  const secrets = { ...made, ...kept };
  if (Object.keys(kept).length < Object.keys(secrets).length) renameSync(writeAside(file, secrets), file);
  return secrets;
}

function create(file: string, secrets: StackSecrets): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const aside = writeAside(file, secrets);
  try {
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside);
  }
}

/** The error does not quote the file, as that of JSON.parse does. */
function keptIn(file: string): Partial<StackSecrets> {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text) as Partial<StackSecrets>;
  } catch {
    throw new Error(`${file} is damaged. Delete it: the next start makes new secrets.`);
  }
}

function writeAside(file: string, secrets: StackSecrets): string {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return aside;
}
