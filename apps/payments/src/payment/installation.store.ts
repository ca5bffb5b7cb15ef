import { IdempotencyKeys } from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';

/** Marks our charges at Stripe, where others may use the same account. */
@Injectable()
export class Installation {
  private known: string | undefined;

  constructor(private readonly keys: IdempotencyKeys) {}

  async id(): Promise<string> {
    this.known ??= await this.read();
    return this.known;
  }

  private async read(): Promise<string> {
    const { rows } = await this.keys.pool.query<{ id: string }>('select id from installation');
    if (rows[0] === undefined) throw new Error('the table installation has no row');
    return rows[0].id;
  }
}
