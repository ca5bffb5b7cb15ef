import { z } from 'zod';
import { seatIdSchema } from './seat.ts';

/** Published with each reservation, to the queue of this service. */
export const seatReserved = {
  queue: 'seats',
  name: 'seat-reserved',
  schema: z.object({ version: z.literal(1), ...seatIdSchema.shape }),
} as const;
export type SeatReserved = z.infer<typeof seatReserved.schema>;
