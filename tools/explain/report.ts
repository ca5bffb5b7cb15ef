import { z } from 'zod';
import { fetchFailure } from '../fetch-failure.ts';

const instant = z.iso.datetime().nullable();

/** What of `GET /resilience` is shown here; a service may be of another version and say more. */
const dependencySchema = z.object({
  dependency: z.string(),
  breaker: z.enum(['closed', 'open', 'half_open']),
  since: z.iso.datetime(),
  explanation: z.string(),
  usersSee: z.string(),
  nextProbeAt: instant,
  hasBreaker: z.boolean(),
  failures: z.number(),
  finished: z.number(),
  limits: z.object({ failurePercent: z.number(), minThroughput: z.number() }),
  mostCommonCause: z.string().nullable(),
  pausedUntil: instant,
});
export type Dependency = z.infer<typeof dependencySchema>;

const reportSchema = z.object({ dependencies: z.array(dependencySchema) });

/** What one service says of everything it depends on, or why it says nothing. */
export type ServiceReport =
  | { readonly service: string; readonly answers: true; readonly dependencies: readonly Dependency[] }
  | { readonly service: string; readonly answers: false; readonly reason: string };

/** 2 s: a service that is well answers within milliseconds (guess). */
const patienceMs = 2_000;

/** Asks a service at its address. Never rejects. */
export async function reportOf(service: string, address: string): Promise<ServiceReport> {
  try {
    const response = await fetch(new URL('/resilience', address), {
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.status === 404) return { service, answers: false, reason: 'it has no GET /resilience' };
    if (!response.ok) return { service, answers: false, reason: `status ${response.status}` };
    const parsed = reportSchema.safeParse(await response.json());
    if (!parsed.success) return { service, answers: false, reason: 'an answer that cannot be read' };
    return { service, answers: true, ...parsed.data };
  } catch (error) {
    return { service, answers: false, reason: fetchFailure(error, patienceMs) };
  }
}
