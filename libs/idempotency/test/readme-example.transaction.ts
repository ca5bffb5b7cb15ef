import { IdempotentTransaction, type Transaction, Tx } from '../src/index.ts';
import { Needs } from '@holdfast/service-defaults';
import { Body, Controller, Post } from '@nestjs/common';
import { z } from 'zod';

const note = z.object({ text: z.string().min(1) });

@Needs('charge')
@Controller('notes')
export class NoteController {
  @Post()
  @IdempotentTransaction()
  async write(@Body({ schema: note }) { text }: z.infer<typeof note>, @Tx() tx: Transaction) {
    const [written] = await tx.query('insert into note (text) values ($1) returning note_id', [text]);
    return written; // 201 with this row as JSON, committed together with the note before the first byte
  }
}
