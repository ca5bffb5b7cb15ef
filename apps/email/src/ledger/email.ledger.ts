import { type EmailKind, newId } from '@holdfast/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface Recipient {
  readonly orderId: string;
  readonly kind: EmailKind;
  readonly to: string;
}

/** One attempt at sending a mail. `attempt` is its fence: only the newest one may change the row. */
export interface Claim {
  readonly emailId: string;
  readonly messageId: string;
  readonly attempt: number;
}

interface ClaimRow {
  status: 'claimed' | 'queued' | 'sending' | 'sent' | 'held';
  email_id: string;
  message_id: string;
  attempts: number;
}

/** 30 s: twice the longest attempt at SMTP, so that no two attempts overlap. */
const leaseMs = 30_000;

/** Where nothing was claimed, what the row said before: its owner may commit at this very moment. */
const claim = `
with claimed as (
  insert into email as e (email_id, order_id, kind, recipient, message_id, status, attempts, leased_until)
  values ($1, $2, $3, $4, $5, 'sending', 1, clock_timestamp() + ${leaseMs} * interval '1 millisecond')
  on conflict (order_id, kind) do update
    set status = 'sending', attempts = e.attempts + 1, recipient = excluded.recipient, leased_until = excluded.leased_until
    where e.status = 'queued' or (e.status = 'sending' and e.leased_until < clock_timestamp())
  returning email_id, message_id, attempts
)
select 'claimed' as status, email_id, message_id, attempts from claimed
union all
select status, email_id, message_id, attempts from email
where order_id = $2 and kind = $3 and not exists (select from claimed)`;

const end = (change: string) => `
with ended as (
  update email set leased_until = null, ${change}
  where email_id = $1 and attempts = $2 and status = 'sending' returning 1
)
select 1 from ended`;

const markSent = end(`status = 'sent', sent_at = clock_timestamp()`);
const giveBack = end(`status = 'queued'`);

@Injectable()
export class EmailLedger {
  constructor(private readonly database: DataSource) {}

  async claim(email: Recipient, messageIdDomain: string): Promise<Claim | 'finished' | 'under way'> {
    const emailId = newId('eml');
    const values = [emailId, email.orderId, email.kind, email.to, `<${emailId}@${messageIdDomain}>`];
    const [row] = await this.database.query<ClaimRow[]>(claim, values);
    if (row?.status === 'claimed')
      return { emailId: row.email_id, messageId: row.message_id, attempt: row.attempts };
    return row?.status === 'sent' || row?.status === 'held' ? 'finished' : 'under way';
  }

  /** False when a later attempt has taken over; then nothing changes. */
  markSent(claimed: Claim): Promise<boolean> {
    return this.end(markSent, claimed);
  }

  /** False when a later attempt has taken over; then nothing changes. */
  giveBack(claimed: Claim): Promise<boolean> {
    return this.end(giveBack, claimed);
  }

  private async end(statement: string, { emailId, attempt }: Claim): Promise<boolean> {
    const rows = await this.database.query<unknown[]>(statement, [emailId, attempt]);
    return rows.length === 1;
  }
}
