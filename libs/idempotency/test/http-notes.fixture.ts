import { bootService, Needs } from '@holdfast/service-defaults';
import { testDatabase } from '@holdfast/testing';
import {
  type ArgumentsHost,
  Body,
  Catch,
  ConflictException,
  Controller,
  type DynamicModule,
  type ExceptionFilter,
  type FactoryProvider,
  HttpCode,
  Module,
  Post,
  Redirect,
  Res,
  UseFilters,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { Pool } from 'pg';
import { Column, Entity, type EntityManager, PrimaryGeneratedColumn } from 'typeorm';
import { z } from 'zod';
import { IdempotencyModule, IdempotentTransaction, type Transaction, Tx } from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { Client, testSettings } from './http-client.fixture.ts';

@Entity('note')
export class NoteEntity {
  @PrimaryGeneratedColumn({ name: 'note_id' }) noteId!: number;
  @Column('text') text!: string;
}

type Handler = (tx: Transaction, reply: FastifyReply) => unknown;

/** The scripted behavior of the routes. */
export const script: { handle: Handler } = { handle: () => ({}) };

/** Writes a note. Tests check whether it was committed. */
export const write = (tx: Transaction, text = 'note'): Promise<unknown> =>
  tx.query('insert into note (text) values ($1)', [text]);

export const managerOf = ({ manager }: Transaction): EntityManager => {
  if (manager === undefined) throw new Error('no DataSource');
  return manager;
};

@Catch(ConflictException)
class ConflictFilter implements ExceptionFilter<ConflictException> {
  catch(error: ConflictException, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply
      .code(409)
      .header('content-type', 'text/plain; charset=iso-8859-1')
      .header('etag', '"sold"')
      .send(Buffer.from(`tut mir leid: ${error.message} für heute`, 'latin1'));
  }
}

const noteSchema = z.object({ text: z.string().min(1) });

@Needs('charge')
@Controller('notes')
@UseFilters(new ConflictFilter())
class NoteController {
  @Post()
  @IdempotentTransaction({ storedHeaders: ['X-Receipt'] })
  write(
    @Tx() tx: Transaction,
    @Body({ schema: noteSchema }) _note: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): unknown {
    return script.handle(tx, reply);
  }

  @Post('empty')
  @HttpCode(204)
  @IdempotentTransaction()
  empty(@Tx() tx: Transaction, @Res({ passthrough: true }) reply: FastifyReply): unknown {
    return script.handle(tx, reply);
  }

  @Post('redirect')
  @Redirect('/elsewhere', 303)
  @IdempotentTransaction()
  redirect(@Tx() tx: Transaction, @Res({ passthrough: true }) reply: FastifyReply): unknown {
    return script.handle(tx, reply);
  }
}

@Module({ controllers: [NoteController] })
class NoteModule {}

export interface NoteService {
  readonly url: string;
  /** A client of another process, which has none of the first one's responses in memory. */
  readonly peer: Client;
  readonly pool: Pool;
  /** The errors that reached the filters, and so the log. */
  readonly failures: string[];
  notes(): Promise<string[]>;
  storedKeys(): Promise<number>;
  close(): Promise<void>;
}

/** A service whose whole effect is a database transaction, with connections from TypeORM or from a pool. */
export async function bootNotes(connections: 'TypeORM' | 'a pool' = 'TypeORM'): Promise<NoteService> {
  const database = await testDatabase();
  const pool = new Pool({ connectionString: database.url, max: 5 });
  pool.on('error', () => undefined);
  await pool.query(createIdempotencySchema);
  await pool.query('create table note (note_id integer generated always as identity, text text not null)');
  const failures: string[] = [];
  const from = connections === 'TypeORM' ? database.url : pool;
  const [app, peerApp] = [await boot(from, failures), await boot(from, failures)];
  const peer = new Client(await peerApp.getUrl(), 'shop-secret');
  return {
    pool,
    failures,
    peer,
    url: await app.getUrl(),
    notes: async () =>
      (await pool.query<{ text: string }>('select text from note order by note_id')).rows.map(
        (row) => row.text,
      ),
    storedKeys: async () => (await pool.query('select from idempotency_key')).rowCount ?? 0,
    close: async () => {
      peer.close();
      await Promise.all([app.close(), peerApp.close()]);
      await pool.end();
      await database.drop();
    },
  };
}

function boot(from: Pool | string, failures: string[]): Promise<NestFastifyApplication> {
  return bootService({
    name: 'notes',
    config: testSettings('shop'),
    openApi: { title: 'Notes', description: 'For tests.' },
    module: (logger) => ({
      module: NoteModule,
      providers: [watching(failures)],
      imports:
        typeof from === 'string'
          ? [typeOrm(from), IdempotencyModule.forRoot({ logger, maxRunMs: 10_000 })]
          : [IdempotencyModule.forRoot({ logger, maxRunMs: 10_000, pool: from })],
    }),
  });
}

/** Registered before the routes, so that it applies to all of them. */
function watching(failures: string[]): FactoryProvider {
  return {
    provide: 'watching',
    inject: [HttpAdapterHost],
    useFactory: ({ httpAdapter }: HttpAdapterHost): FastifyInstance =>
      httpAdapter.getInstance<FastifyInstance>().addHook('onError', (_request, _reply, error, done) => {
        failures.push(error.message);
        done();
      }),
  };
}

function typeOrm(url: string): DynamicModule {
  return TypeOrmModule.forRoot({
    type: 'postgres',
    url,
    entities: [NoteEntity],
    poolErrorHandler: () => undefined,
    extra: { max: 5 },
  });
}
