import { z } from 'zod';
import { idSchema } from './ids.ts';

export const emailKindSchema = z.enum([
  'receipt',
  'payment_failed',
  'refund',
  'refund_failed',
  'extra_charge',
  'extra_charge_refund_failed',
]);
export type EmailKind = z.infer<typeof emailKindSchema>;

export const emailSchema = z
  .object({
    emailId: z.string(),
    orderId: z.string(),
    kind: emailKindSchema,
    to: z.string(),
    status: z.enum(['queued', 'sending', 'sent', 'held']),
    messageId: z.string(),
    attempts: z.int(),
    sentAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Email' });
export type EmailView = z.infer<typeof emailSchema>;

export const emailListSchema = z.object({ emails: z.array(emailSchema) }).meta({ id: 'EmailList' });
export type EmailList = z.infer<typeof emailListSchema>;

export const emailsQuerySchema = z.object({ orderId: idSchema('ord') });
