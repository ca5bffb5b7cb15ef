import { pause } from '@holdfast/engine';
import { type Commit, later } from './commit.ts';
import { CommitAssembler } from './commit-assembler.ts';
import { type PgoutputMessage, PgoutputDecoder } from './pgoutput.ts';
import { publication, slotOf } from './prepare-database.ts';
import { ReplicationStream } from './replication-stream.ts';

/** 50 ms: a killed server takes a second to come back. */
const reconnectMs = 50;
/**
 * 20 ms: Postgres may miss that its log grew while it is about to sleep, and sleeps 10 s then. Any message
 * wakes it.
 */
const nudgeMs = 20;

/**
 * Reads one slot: every commit of its database, once, in commit order. It connects again after each crash of
 * the server and continues after the last whole transaction.
 */
export class SlotReader {
  private readonly url: string;
  private readonly database: string;
  private readonly heard: (commit: Commit) => void;
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;
  private readonly marks = new Map<string, () => void>();
  private commits: Commit[] = [];
  private connection: ReplicationStream | undefined;
  /** Everything before it is read. */
  private position: string;
  /** Why the last connection ended. */
  failure: string | undefined;

  /** `position`: where the slot begins. `heard` is called with each commit as it is read. */
  constructor(url: string, database: string, position: string, heard: (commit: Commit) => void) {
    this.url = url;
    this.database = database;
    this.heard = heard;
    this.position = position;
    this.running = this.run();
  }

  /** All commits since the last `forget`. */
  get read(): readonly Commit[] {
    return this.commits;
  }

  /** Frees the commits read so far, here and in the log of the server. */
  forget(): void {
    this.commits = [];
    this.confirm();
  }

  /** Resolves once the commit with this mark is read. */
  async untilMarked(mark: string, signal: AbortSignal): Promise<void> {
    const seen = Promise.withResolvers<void>();
    this.marks.set(mark, seen.resolve);
    const abort = (): void => seen.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const nudge = setInterval(() => this.confirm(), nudgeMs);
    try {
      await seen.promise;
    } finally {
      clearInterval(nudge);
      signal.removeEventListener('abort', abort);
      this.marks.delete(mark);
    }
  }

  async close(): Promise<void> {
    this.ending.abort();
    this.connection?.end();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      await this.stream().catch((error: unknown) => {
        this.failure = error instanceof Error ? error.message : String(error);
      });
      await pause(reconnectMs, signal).catch(() => undefined);
    }
  }

  /** Ends with its connection. */
  private async stream(): Promise<void> {
    const connection = new ReplicationStream(this.url);
    this.connection = connection;
    const decoder = new PgoutputDecoder();
    const assembler = new CommitAssembler(this.database);
    const from = { slot: slotOf(this.database), publication, lsn: this.position };
    try {
      await connection.run(from, {
        message: (body) => this.take(assembler, decoder.decode(body)),
        progress: (lsn, mustConfirm) => {
          if (!assembler.isWithin) this.position = later(this.position, lsn);
          // A server that stops waits until its reader has everything.
          if (mustConfirm) this.confirm();
        },
      });
    } finally {
      connection.end();
    }
  }

  private take(assembler: CommitAssembler, message: PgoutputMessage): void {
    const assembled = assembler.take(message);
    if (assembled === undefined) return;
    const { commit, marks, endLsn } = assembled;
    if (endLsn <= this.position) return;
    this.position = endLsn;
    if (commit.changes.length > 0) {
      this.commits.push(commit);
      this.heard(commit);
    }
    for (const mark of marks) this.marks.get(mark)?.();
  }

  private confirm(): void {
    this.connection?.confirm(this.position);
  }
}
