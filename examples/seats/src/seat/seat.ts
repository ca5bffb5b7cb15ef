import { withoutControlCharacters } from '@holdfast/contracts';
import { z } from 'zod';

const line = z
  .string()
  .min(1)
  .max(100)
  .regex(withoutControlCharacters, 'must not contain control characters');

export const seatIdSchema = z.object({
  seatId: z.string().regex(/^[A-Za-z0-9-]{1,32}$/, 'must be 1 to 32 letters, digits and dashes'),
});

export const reserveSeatSchema = z
  .strictObject({ ...seatIdSchema.shape, customer: line, productId: line })
  .meta({ id: 'ReserveSeat' });
export type ReserveSeat = z.infer<typeof reserveSeatSchema>;

export const seatSchema = z
  .object({
    ...reserveSeatSchema.shape,
    reservedAt: z.iso.datetime(),
    confirmedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Seat' });
export type Seat = z.infer<typeof seatSchema>;

export const shownSeatSchema = z
  .object({
    ...seatSchema.shape,
    productName: z.string().nullable(),
    notice: z.string().nullable(),
  })
  .meta({ id: 'ShownSeat' });
export type ShownSeat = z.infer<typeof shownSeatSchema>;
