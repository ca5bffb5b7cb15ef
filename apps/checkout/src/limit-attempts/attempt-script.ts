import { type Cluster, type Redis } from 'ioredis';
import { type Attempt, type Count, type Step } from './attempt-limit.ts';

/**
 * Arguments per key: 1 to count or 0 to read, the limit, its period in seconds, the number of its step.
 * An unusable value is deleted: it would fail each attempt of its subject, and so open the breaker for all.
 */
const lua = `
local function read(key)
  local value = redis.pcall('get', key)
  if type(value) == 'table' then
    if not string.find(value.err, 'WRONGTYPE', 1, true) then error(value) end
  elseif not value or string.find(value, '^%d+$') and #value < 16 then
    return tonumber(value or '0')
  end
  redis.call('del', key)
  return 0
end
local counts = {}
local exceededIn = nil
for i, key in ipairs(KEYS) do
  local points, max, seconds, step = unpack(ARGV, 4 * i - 3, 4 * i)
  if exceededIn and exceededIn ~= step then break end
  local used = read(key)
  if points == '1' then used = redis.call('incr', key) end
  local left = redis.call('pttl', key)
  if left < 0 then
    left = 1000 * seconds
    if points == '1' then redis.call('expire', key, seconds) end
  end
  if used + 1 - points > tonumber(max) then exceededIn = step end
  counts[2 * i - 1] = used
  counts[2 * i] = left
end
return counts`;

const command = 'countAttempts';

type Scripted = Record<typeof command, (...keysAndValues: readonly (string | number)[]) => Promise<number[]>>;

/** One hash slot: a script that counts by address and by email needs all counters on one cluster node. */
const keyOf = ({ limit, subject }: Attempt): string => `{holdfast:attempts}:${limit.name}:${subject}`;

/** Counts in Redis, all steps with one command. */
export class AttemptScript {
  private readonly client: Scripted;

  constructor(client: Redis | Cluster) {
    client.defineCommand(command, { lua });
    this.client = client as unknown as Scripted;
  }

  /** Returns the counts up to the end of the step that exceeds a limit. */
  async count(steps: readonly Step[]): Promise<readonly Count[]> {
    const attempts = steps.flat();
    const values = steps.flatMap((step, index) =>
      step.flatMap(({ isCounted, limit }) => [isCounted ? 1 : 0, limit.max, limit.withinSeconds, index]),
    );
    const found = await this.client[command](attempts.length, ...attempts.map(keyOf), ...values);
    return attempts
      .slice(0, found.length / 2)
      .map((attempt, i) => ({ attempt, used: found[2 * i] ?? 0, resetMs: found[2 * i + 1] ?? 0 }));
  }
}
