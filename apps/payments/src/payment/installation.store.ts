import { IdempotencyKeys } from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import { type Installation } from './installation.ts';

/** Read once per process: it never changes. */
@Injectable()
export class InstallationStore {
  private known: Installation | undefined;

  constructor(private readonly keys: IdempotencyKeys) {}

  async get(): Promise<Installation> {
    this.known ??= await this.read();
    return this.known;
  }

  private async read(): Promise<Installation> {
    const { rows } = await this.keys.pool.query<Installation>(
      'select id, owns_unmarked as "ownsUnmarked" from installation',
    );
    if (rows[0] === undefined) throw new Error('the table installation has no row');
    return rows[0];
  }
}
