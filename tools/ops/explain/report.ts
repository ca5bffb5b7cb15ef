import { z } from 'zod';
import { fetchFailure } from '../../fetch-failure.ts';

const instant = z.iso.datetime().nullable();

/** The part of `GET /resilience` shown here. A service of another version may send more. */
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

/** The dependencies of one service, or why it did not report them. */
export type ServiceReport =
  | { readonly service: string; readonly responds: true; readonly dependencies: readonly Dependency[] }
  | { readonly service: string; readonly responds: false; readonly reason: string };

/** 2 s; a healthy service responds within milliseconds. After that it is shown as not responding. */
const timeoutMs = 2_000;

/** Fetches the report of a service. Never rejects. */
export async function reportOf(service: string, address: string): Promise<ServiceReport> {
  try {
    const response = await fetch(new URL('/resilience', address), {
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 404) return { service, responds: false, reason: 'no GET /resilience' };
    if (!response.ok) return { service, responds: false, reason: `status ${response.status}` };
    const parsed = reportSchema.safeParse(await response.json());
    if (!parsed.success) return { service, responds: false, reason: 'unreadable response' };
    return { service, responds: true, ...parsed.data };
  } catch (error) {
    return { service, responds: false, reason: fetchFailure(error, timeoutMs) };
  }
}
