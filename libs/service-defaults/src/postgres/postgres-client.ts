import { randomBytes } from 'node:crypto';
import { Client, type ClientConfig, type Connection, type QueryConfig, type Submittable } from 'pg';
import { isError } from '../logging/is-error.ts';
import { StatementNames } from './statement-names.ts';

/**
 * 100 per connection. Under load, payments prepares the most of all services: 25. Each takes about 60 KiB of
 * the server's memory, on every connection (measured).
 */
export const defaultPreparedStatements = 100;

export interface PreparingClientConfig extends ClientConfig {
  /** The most statements that a connection prepares; 0 prepares none. Default 100. */
  readonly preparedStatements?: number;
}

type Callback = (error: Error | null, result?: unknown) => void;
type Named = QueryConfig & { text: string; values: unknown[]; callback?: Callback };

const queryTimedOut = 'Query read timeout';
const names = new StatementNames();

/**
 * Changes when a statement no longer fits the schema. Every connection of the process then prepares anew,
 * instead of failing with each of its statements.
 */
let schemaEdition = '';
const newEdition = (): string => randomBytes(4).toString('hex');

/**
 * True if a migration changed the columns that a prepared statement returns. Postgres refuses the statement
 * before it runs, in any language: hence the name of its function.
 */
export function isOutdatedPlan(error: unknown): boolean {
  return isError(error) && 'routine' in error && error.routine === 'RevalidateCachedQuery';
}

/** Statement is missing (26000) or was prepared by someone else (42P05): the session is not ours alone. */
const isSharedSession = (error: Error): boolean =>
  'code' in error && (error.code === '26000' || error.code === '42P05');

const isFromServer = (error: Error): boolean => 'severity' in error;

/**
 * The connections of a service. Parameterized statements of fixed text are prepared, so that Postgres parses
 * and plans them once per connection. A statement that a migration has outdated is sent again, unless it is
 * part of a transaction: that one has to be repeated as a whole.
 *
 * Closes its connection when a query exceeds `query_timeout`. Otherwise the pool would hand out a connection
 * that still owes a response, and the next query would wait for it.
 */
export class PostgresClient extends Client {
  private readonly mostPrepared: number;
  private readonly prepared = new Set<string>();
  /** Distinguishes statements that are prepared again. */
  private edition = schemaEdition;
  private knownSchema = schemaEdition;
  private isOutOfStep = false;

  constructor(config: PreparingClientConfig = {}) {
    super(config);
    // A lost connection rejects its queries. Between two of them, an `error` without a listener would end
    // the process.
    this.on('error', () => undefined);
    this.mostPrepared = config.preparedStatements ?? defaultPreparedStatements;
  }

  override query(...query: unknown[]): never {
    return this.run(query) as never;
  }

  private run(query: unknown[]): unknown {
    const statement = parameterized(query);
    if (statement === undefined) return this.closingWhenLate(this.send(...query));
    const { callback, ...given } = statement;
    const config = { ...given, ...this.preparation(statement) };
    const again = { ...given, name: undefined };
    if (callback === undefined) {
      const result = this.closingWhenLate(this.send(config) as Promise<unknown>);
      if (config.name === undefined) return result;
      return result.catch((error: Error) => {
        if (this.mustRepeat(error)) return this.closingWhenLate(this.send(again));
        throw error;
      });
    }
    if (config.name === undefined) return this.send(config, callback);
    return this.send(config, (error: Error | null, result: unknown) => {
      if (error !== null && this.mustRepeat(error)) this.send(again, callback);
      else callback(error, result);
    });
  }

  private send(...query: unknown[]): unknown {
    return super.query(...(query as [string]));
  }

  private closingWhenLate<T>(result: T): T {
    if (result instanceof Promise)
      result.catch((error: Error) => {
        if (error.message === queryTimedOut) void this.end();
      });
    return result;
  }

  private preparation({ text, name: given }: Named): { readonly name: string | undefined; text: string } {
    const unprepared = { name: undefined, text };
    if (this.mostPrepared === 0) return unprepared;
    const base = given ?? names.for(text);
    if (base === undefined) return unprepared;
    if (this.knownSchema !== schemaEdition || this.isOutOfStep) this.prepareAnew();
    const { edition } = this;
    const name = edition === '' ? base : `${base}_${edition}`;
    if (!this.prepared.has(name) && this.prepared.size >= this.mostPrepared) return unprepared;
    this.prepared.add(name);
    // Poolers share the statements of one text, outdated ones too.
    return { name, text: edition === '' ? text : `${text} /* ${edition} */` };
  }

  /** True if the statement had no effect and may be sent again. */
  private mustRepeat(error: Error): boolean {
    if (isOutdatedPlan(error)) {
      if (this.knownSchema === schemaEdition) schemaEdition = newEdition();
      return this.getTransactionStatus() === 'I';
    }
    if (isSharedSession(error)) error.message += poolerHint;
    // The driver closes a statement whose values it cannot send, and still takes it for prepared.
    else if (!isFromServer(error)) this.isOutOfStep = true;
    return false;
  }

  private prepareAnew(): void {
    this.edition = this.knownSchema === schemaEdition ? newEdition() : schemaEdition;
    this.knownSchema = schemaEdition;
    this.isOutOfStep = false;
    if (this.prepared.size > 0) this.send(new ClosedStatements([...this.prepared]));
    this.prepared.clear();
  }
}

const poolerHint =
  ' (a pooler between this service and Postgres must keep prepared statements: PgBouncer 1.21 with max_prepared_statements above 0; otherwise set DATABASE_PREPARED_STATEMENTS=0)';

/** Undefined for a statement without parameters, and for what is not a statement, such as a cursor. */
function parameterized([first, second, third]: readonly unknown[]): Named | undefined {
  if (typeof first !== 'string' && (typeof first !== 'object' || first === null || 'submit' in first))
    return undefined;
  const config = (typeof first === 'string' ? { text: first } : { ...first }) as Partial<Named>;
  if (Array.isArray(second)) config.values = second;
  const callback = [second, third].find((each) => typeof each === 'function');
  if (callback !== undefined) config.callback = callback as Callback;
  return config.text !== undefined && (config.values?.length ?? 0) > 0 ? (config as Named) : undefined;
}

/** Frees the plans of statements that are no longer used. */
class ClosedStatements implements Submittable {
  /** Assigned by the driver, which times every response. */
  callback: Callback = () => undefined;

  constructor(private readonly statements: readonly string[]) {}

  submit(connection: Connection): void {
    for (const name of this.statements) connection.close({ type: 'S', name }, true);
    connection.sync();
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }
}
