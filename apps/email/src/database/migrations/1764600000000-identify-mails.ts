import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * `kind` names the refund as well, where an order may have several mails of the kind: `refund:re_…`. It stays unique per order, as the version
 * before this one needs it, whose inserts a trigger completes: the same mail has the same identity, whichever version writes it down.
 */
export class IdentifyMails1764600000000 implements MigrationInterface {
  readonly name = 'IdentifyMails1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table email add column supersedes text, drop constraint email_message_id_key;
      create index email_supersedes on email (order_id, supersedes) where supersedes is not null;
      create function identify_email() returns trigger language plpgsql as $$
      begin
        new.kind := new.kind || ':' || (new.content ->> 'refundId');
        return new;
      end $$;
      create trigger email_identity before insert on email for each row
        when (new.kind = 'refund' and new.content ? 'refundId') execute function identify_email();
      update email set kind = kind || ':' || (content ->> 'refundId') where kind = 'refund' and content ? 'refundId';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger email_identity on email;
      drop function identify_email;
      alter table email drop column supersedes, add constraint email_message_id_key unique (message_id);
    `);
  }
}
