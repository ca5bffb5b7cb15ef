import { type Cluster, type Redis } from 'ioredis';
import { type Count, type CountedRequest, type Step } from './attempt-limit.ts';

/**
 * Arguments per counter: 1 to count or 0 to read, the limit, its period in seconds, the number of its step.
 * A further key marks a request that was counted, for the seconds of the last argument: of a marked one, only
 * what is read is checked. An unusable value is deleted: it would fail each attempt of its subject, and so
 * open the breaker for all. Its first line is its name, wherever commands of Redis are listed.
 */
const lua = `-- count attempts
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
local counters = math.floor(#ARGV / 4)
local marker = KEYS[counters + 1]
local isCounted = marker and redis.call('exists', marker) == 1
for i = 1, counters do
  local key = KEYS[i]
  local points, max, seconds, step = unpack(ARGV, 4 * i - 3, 4 * i)
  if exceededIn and exceededIn ~= step then break end
  if isCounted and points == '1' then
    counts[2 * i - 1], counts[2 * i] = 0, 0
  else
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
end
if marker and not isCounted and not exceededIn then redis.call('set', marker, 1, 'ex', ARGV[#ARGV]) end
return counts`;

const command = 'countAttempts';

type Scripted = Record<typeof command, (...keysAndValues: readonly (string | number)[]) => Promise<number[]>>;

/** One hash slot: a script that counts by address and by email needs all keys on one cluster node. */
const keyOf = (name: string, subject: string): string => `{holdfast:attempts}:${name}:${subject}`;

/** Counts in Redis, all steps with one command. */
export class AttemptScript {
  private readonly client: Scripted;

  constructor(client: Redis | Cluster) {
    client.defineCommand(command, { lua });
    this.client = client as unknown as Scripted;
  }

  /** Returns the counts up to the end of the step that exceeds a limit; 0 for what was counted before. */
  async count(steps: readonly Step[], request?: CountedRequest): Promise<readonly Count[]> {
    const attempts = steps.flat();
    const keys = attempts.map(({ limit, subject }) => keyOf(limit.name, subject));
    const values = steps.flatMap((step, index) =>
      step.flatMap(({ isCounted, limit }) => [isCounted ? 1 : 0, limit.max, limit.withinSeconds, index]),
    );
    if (request !== undefined) {
      keys.push(keyOf('request', request.name));
      values.push(request.knownForSeconds);
    }
    const found = await this.client[command](keys.length, ...keys, ...values);
    return attempts
      .slice(0, found.length / 2)
      .map((attempt, i) => ({ attempt, used: found[2 * i] ?? 0, resetMs: found[2 * i + 1] ?? 0 }));
  }
}
