import { z } from 'zod';

/** 24 characters: 96 random bits in hex, beyond any guessing. Every way to make a secret that the docs name makes 48. */
export const minSecretLength = 24;

const placeholder =
  /change[-_ ]?me|example|placeholder|your[-_ ]|insert|todo|^(.)\1*$|^(?:secret|password|test|key|[-_\d])+$/i;

/** What is wrong with a secret, in words that do not repeat it; undefined when it will do. `is` begins the sentence: "is too short". */
export function weaknessOf(secret: string): string | undefined {
  if (placeholder.test(secret)) return 'is a placeholder';
  if (secret.length < minSecretLength) return `is shorter than ${minSecretLength} characters`;
  return undefined;
}

/** A secret that must be given: there is no default for one, and none that can be guessed is taken. */
export const secret = z.string().superRefine((value, context) => {
  const weakness = weaknessOf(value);
  if (weakness !== undefined) context.addIssue({ code: 'custom', message: weakness });
});

/** Whether a service that listens at this host can be reached from its own machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
