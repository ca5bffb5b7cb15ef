import { dropKeepUnresolvedSchema, keepUnresolvedSchema } from '@holdfast/service-defaults/reconciliation';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class KeepUnresolvedDifferences1796169600000 implements MigrationInterface {
  name = 'KeepUnresolvedDifferences1796169600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(keepUnresolvedSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(dropKeepUnresolvedSchema);
  }
}
