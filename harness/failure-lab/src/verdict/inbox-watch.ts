import { type EventLog } from '@holdfast/fault-proxy';
import { type Direction } from '@holdfast/lab-api';
import { type Inbox } from '@holdfast/local-stack';
import { type Ledgers, now } from '@holdfast/witness';

export type Mail = Ledgers['mails'][number];

const pageSize = 100;
/** The inbox keeps 1,000 emails; a reading that overlaps with arrivals sees a few more. */
const mostIds = 2_000;
/** The label of an email itself, and the end of that of its response. */
const emailItself = 'DATA content';
const filedWithinMs = 1_000;
/** 2 s: reading costs the inbox more than anything else here. */
const everyMs = 2_000;

/** Reads each email of the inbox once, after something has passed on email->mail. */
export class InboxWatch {
  private readonly seen = new Set<string>();
  private readonly unsubscribe: () => void;
  private hasPassed = true;
  private uncertainUntil = Number.NEGATIVE_INFINITY;
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly inbox: Inbox,
    log: EventLog,
  ) {
    this.unsubscribe = log.listen((event) => {
      if (event.type !== 'message' || event.message.route !== 'email->mail') return;
      if (event.message.label.endsWith(emailItself)) this.passed(event.message.direction);
    });
  }

  /** False while emails may have arrived that are not read yet. */
  get isCurrent(): boolean {
    return !this.hasPassed;
  }

  /** The emails since the last call; none if nothing has passed or the last reading is less than 2 s ago. */
  async readNew(): Promise<readonly Mail[]> {
    if (!this.hasPassed || now() - this.readAt < everyMs) return [];
    this.readAt = now();
    this.hasPassed = this.readAt < this.uncertainUntil;
    try {
      return await this.pages();
    } catch (error) {
      this.hasPassed = true;
      throw error;
    }
  }

  close(): void {
    this.unsubscribe();
  }

  /** Without its response, an email may be filed somewhat later. */
  private passed(direction: Direction): void {
    this.hasPassed = true;
    this.uncertainUntil = direction === 'request' ? now() + filedWithinMs : Number.NEGATIVE_INFINITY;
  }

  /** Newest first, until a page holds nothing new. */
  private async pages(): Promise<Mail[]> {
    const found: Mail[] = [];
    const ids: string[] = [];
    for (let skip = 0; ; skip += pageSize) {
      const page = await this.inbox.newest({ skip, limit: pageSize });
      const unknown = page.filter(({ id }) => !this.seen.has(id) && !ids.includes(id));
      for (const { id, messageId, to, subject, text } of unknown) {
        ids.push(id);
        found.push({ messageId, to: to.join(', '), subject, text });
      }
      if (unknown.length === 0 || page.length < pageSize) break;
    }
    for (const id of ids.reverse()) this.seen.add(id);
    for (const id of this.seen) {
      if (this.seen.size <= mostIds) break;
      this.seen.delete(id);
    }
    return found.reverse();
  }
}
