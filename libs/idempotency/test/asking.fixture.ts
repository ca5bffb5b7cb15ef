import { edgeErrors, Problem } from '@holdfast/service-defaults';
import { type absent, type CallAttempt, NotExecuted, undecided } from '../src/index.ts';
import { KeysOnPostgres, type Placing, placing, requestOf } from './placing.fixture.ts';

export type ProviderResult = string | typeof absent | typeof undecided | Error;

export const noAnswer = new Error('no answer');
export const refused = new NotExecuted(
  new Problem(edgeErrors.serviceUnavailable, 'the connection was refused'),
);

interface KeyRow {
  readonly state: string;
  readonly reason: string | null;
  readonly attempt: number;
  readonly is_uncertain: boolean;
  readonly is_absent: boolean;
  readonly due_in_ms: number | null;
}

/** One operation with a scripted provider. */
export class Asking {
  attempts: CallAttempt[] = [];
  polls = 0;

  private constructor(readonly on: KeysOnPostgres) {}

  static async open(): Promise<Asking> {
    return new Asking(await KeysOnPostgres.open());
  }

  async forget(): Promise<void> {
    await this.on.forget();
    this.attempts = [];
    this.polls = 0;
  }

  /** The operation, with these results of its call and of reading back. */
  saying(
    call: string | Error,
    readBack: ProviderResult = undecided,
    over: Parameters<typeof placing>[1] = {},
  ): Placing {
    return placing('tea', {
      call: (_, attempt) => {
        this.attempts.push(attempt);
        return orThrow(call);
      },
      readBack: () => {
        this.polls += 1;
        return orThrow(readBack);
      },
      ...over,
    });
  }

  /** The result of a request: a body, the code of a problem, or the message of an error. */
  async ask(operation: Placing): Promise<string> {
    try {
      const { response } = await this.on.keys.execute(requestOf('k'), operation, null);
      return response.body.toString();
    } catch (error) {
      return error instanceof Problem ? error.kind.code : (error as Error).message;
    }
  }

  /** The number of operations that a completer in another process takes over now. */
  async complete(operation: Placing): Promise<number> {
    const other = this.on.newKeys();
    other.register(operation);
    return (await other.completeAbandoned(10)).taken;
  }

  async change(...set: readonly string[]): Promise<void> {
    await this.on.pool.query(`update idempotency_key set ${set.join(', ')}`);
  }

  async key(): Promise<KeyRow | undefined> {
    const { rows } = await this.on.pool.query<KeyRow>(
      `select state, reason, attempt, is_uncertain, absent_at is not null as is_absent,
              extract(epoch from drive_at - clock_timestamp())::float8 * 1000 as due_in_ms from idempotency_key`,
    );
    return rows[0];
  }

  /** The attempt numbers of the keys that the provider was called with. */
  get numbers(): string[] {
    return this.attempts.map(({ key }) => key.split('-').at(-1) ?? '');
  }
}

export const isDue = `drive_at = clock_timestamp() - interval '1 millisecond'`;

export const ago = (column: string, interval: string): string =>
  `${column} = clock_timestamp() - interval '${interval}'`;

function orThrow<T>(said: T | Error): Promise<T> {
  return said instanceof Error ? Promise.reject(said) : Promise.resolve(said);
}
