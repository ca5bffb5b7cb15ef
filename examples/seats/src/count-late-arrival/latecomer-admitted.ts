import { z } from 'zod';

/** Sent to the queue of this service. */
export const latecomerAdmitted = {
  queue: 'seats',
  name: 'latecomer-admitted',
  schema: z.object({ version: z.literal(1), customer: z.string().min(1).max(200) }),
} as const;
export type LatecomerAdmitted = z.infer<typeof latecomerAdmitted.schema>;
