import { withoutControlCharacters } from '@holdfast/contracts';
import { z } from 'zod';

const text = z
  .string()
  .min(1)
  .max(200)
  .regex(withoutControlCharacters, 'must not contain control characters');

export const issueRainCheckSchema = z
  .strictObject({ customer: text, details: text })
  .meta({ id: 'IssueRainCheck' });
export type IssueRainCheck = z.infer<typeof issueRainCheckSchema>;

export const rainCheckSchema = z
  .object({ rainCheckId: z.uuid(), ...issueRainCheckSchema.shape, createdAt: z.iso.datetime() })
  .meta({ id: 'RainCheck' });
export type RainCheck = z.infer<typeof rainCheckSchema>;
