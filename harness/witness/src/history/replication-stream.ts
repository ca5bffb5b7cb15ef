import pg from 'pg';
import { ByteReader } from './byte-reader.ts';
import { bytesOf } from './commit.ts';

/** The part of node-postgres that its types leave out. */
interface Wire {
  readonly stream: { destroy(error?: Error): void };
  on(event: 'copyData', listener: (message: { readonly chunk: Buffer }) => void): void;
  on(event: 'replicationStart', listener: () => void): void;
  sendCopyFromChunk(chunk: Buffer): void;
}

export interface StreamFrom {
  readonly slot: string;
  readonly publication: string;
  /** Sends the transactions whose commit record begins here or later. */
  readonly lsn: string;
}

export interface StreamListener {
  readonly message: (body: Buffer) => void;
  /** The server has sent everything before `lsn`; it may wait for a confirmation. */
  readonly progress: (lsn: string, mustConfirm: boolean) => void;
}

const connectTimeoutMs = 2_000;

/**
 * One connection in replication mode. Own code, because pg-logical-replication 2.5.0 confirms one byte too
 * many: after a crash, the server skips a commit record that begins there.
 */
export class ReplicationStream {
  private readonly client: pg.Client;
  private isStreaming = false;

  constructor(url: string) {
    const options: pg.ClientConfig & { readonly replication: 'database' } = {
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      replication: 'database',
    };
    this.client = new pg.Client(options);
    // `run` rejects with the same error.
    this.client.on('error', () => undefined);
  }

  /** Streams until the connection ends; then it rejects with the reason. */
  async run({ slot, publication, lsn }: StreamFrom, listener: StreamListener): Promise<void> {
    await this.client.connect();
    const { wire } = this;
    wire.on('copyData', ({ chunk }) => {
      try {
        hear(chunk, listener);
      } catch (error) {
        wire.stream.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    wire.on('replicationStart', () => (this.isStreaming = true));
    const options = `proto_version '1', publication_names '${publication}', messages 'true'`;
    try {
      await this.client.query(`START_REPLICATION SLOT "${slot}" LOGICAL ${lsn} (${options})`);
    } finally {
      this.isStreaming = false;
    }
  }

  /** Everything before `lsn` is read: the server may delete it. The message also wakes a sleeping server. */
  confirm(lsn: string): void {
    if (!this.isStreaming) return;
    const update = Buffer.alloc(1 + 8 * 4 + 1);
    update.write('r');
    for (const field of [1, 9, 17]) bytesOf(lsn).copy(update, field);
    this.wire.sendCopyFromChunk(update);
  }

  end(): void {
    this.wire.stream.destroy();
  }

  private get wire(): Wire {
    return (this.client as unknown as { readonly connection: Wire }).connection;
  }
}

/** XLogData has a header of 25 bytes; the other message reports progress. */
function hear(chunk: Buffer, { message, progress }: StreamListener): void {
  const reader = new ByteReader(chunk);
  const tag = reader.letter();
  if (tag === 'w') return message(chunk.subarray(1 + 8 * 3));
  if (tag !== 'k') throw new Error(`replication has no message ${tag}`);
  const lsn = reader.lsn();
  reader.skip(8);
  progress(lsn, reader.byte() === 1);
}
