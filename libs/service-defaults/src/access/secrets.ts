import { z } from 'zod';

/** 24 characters: 96 random bits in hex. The commands in our docs generate 48. */
export const minSecretLength = 24;

const placeholder =
  /change[-_ ]?me|example|placeholder|your[-_ ]|insert|todo|^(.)\1*$|^(?:secret|password|test|key|[-_\d])+$/i;

/**
 * Why a secret is too weak, as a predicate ("is a placeholder"); undefined if it is strong enough. Never
 * repeats the secret.
 */
export function weaknessOf(secret: string): string | undefined {
  if (placeholder.test(secret)) return 'is a placeholder';
  if (secret.length < minSecretLength) return `is shorter than ${minSecretLength} characters`;
  return undefined;
}

/** A required secret: no default, and no weak value is accepted. */
export const secret = z.string().superRefine((value, context) => {
  const weakness = weaknessOf(value);
  if (weakness !== undefined) context.addIssue({ code: 'custom', message: weakness });
});

/** True if only this machine can reach a service that listens on this host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
