import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type AddressObject } from 'mailparser';

/** With MailDev's names. */
export type StoredMail = Awaited<ReturnType<typeof parse>>;

/** `1764274265123-000007`: milliseconds since the epoch and a number, so that names sort by arrival. */
const mailFile = /^(\d{13}-\d{6})\.eml$/;

/** 1,000 emails: about 15 MB of files. The oldest beyond that are deleted. */
const keptMails = 1_000;

/** Emails as files, oldest first. Only this process writes them. */
export class MailFolder {
  readonly ids: string[];
  private readonly parsed = new Map<string, Promise<StoredMail>>();
  private added = 0;

  constructor(
    private readonly folder: string,
    private readonly most = keptMails,
  ) {
    mkdirSync(folder, { recursive: true });
    const names = readdirSync(folder).map((file) => mailFile.exec(file)?.[1]);
    this.ids = names.filter((id) => id !== undefined).sort();
    this.trim();
  }

  /** After a kill -9, all of the email is there or nothing. */
  add(source: Buffer): string {
    const id = `${Date.now()}-${String(this.added++ % 1_000_000).padStart(6, '0')}`;
    const unfinished = path.join(this.folder, 'unfinished');
    writeFileSync(unfinished, source);
    renameSync(unfinished, this.fileOf(id));
    this.ids.push(id);
    this.trim();
    return id;
  }

  source(id: string): Buffer | undefined {
    return this.ids.includes(id) ? readFileSync(this.fileOf(id)) : undefined;
  }

  /** Parsed at the first read: most emails of a load test have none. */
  async read(id: string): Promise<StoredMail | undefined> {
    const source = this.parsed.has(id) ? undefined : this.source(id);
    if (source !== undefined) this.parsed.set(id, parse(id, source));
    return this.parsed.get(id);
  }

  delete(id: string): void {
    const at = this.ids.indexOf(id);
    if (at < 0) return;
    rmSync(this.fileOf(id), { force: true });
    this.ids.splice(at, 1);
    this.parsed.delete(id);
  }

  private trim(): void {
    for (const id of this.ids.slice(0, -this.most)) this.delete(id);
  }

  private fileOf(id: string): string {
    return path.join(this.folder, `${id}.eml`);
  }
}

async function parse(id: string, source: Buffer) {
  // Imported only here: a third of the CPU time of a start.
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(source, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  const headers = mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]);
  return {
    id,
    time: new Date(Number.parseInt(id, 10)).toISOString(),
    headers: Object.fromEntries(headers) as Record<string, string>,
    from: addressesIn(mail.from),
    to: addressesIn(mail.to),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html || '',
  };
}

function addressesIn(fields: AddressObject | readonly AddressObject[] = []) {
  return [fields].flat().flatMap(({ value }) => value.map(({ name, address = '' }) => ({ name, address })));
}
