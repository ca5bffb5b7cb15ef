/** One email in the inbox. */
export interface ReceivedMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** An email with the inbox's own ID of it: copies of one email have one Message-ID and several of these. */
export interface FiledMail extends ReceivedMail {
  readonly id: string;
}

/** The mail inbox as tests and tools use it, independent of the program behind it. */
export interface Inbox {
  /** All emails, oldest first. */
  readonly messages: () => Promise<ReceivedMail[]>;
  /** A page of emails, newest first. */
  readonly newest: (page: { readonly skip: number; readonly limit: number }) => Promise<FiledMail[]>;
  /** The number of emails that it holds. */
  readonly count: () => Promise<number>;
  readonly clear: () => Promise<void>;
}

interface MailOfApi {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly from: readonly { readonly address: string }[];
  readonly to: readonly { readonly address: string }[];
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
}

const pageTimeoutMs = 2_000;

/** Opens the inbox with its page at `webUrl`. Calls reject on any status but 200. */
export function openInbox(webUrl: string): Inbox {
  const call = async (method: string, path: string, timeoutMs?: number): Promise<unknown> => {
    const signal = timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) };
    const response = await fetch(new URL(path, webUrl), { method, ...signal });
    if (!response.ok) throw new Error(`The mail inbox returned ${response.status} to ${method} ${path}.`);
    return response.json();
  };
  return {
    messages: async () => ((await call('GET', '/api/email')) as MailOfApi[]).map(received),
    newest: async ({ skip, limit }) => {
      const page = `/api/email?sort=desc&skip=${skip}&limit=${limit}`;
      const mails = (await call('GET', page, pageTimeoutMs)) as MailOfApi[];
      return mails.map((mail) => ({ ...received(mail), id: mail.id }));
    },
    count: async () => {
      const summary = await call('GET', '/api/email/summary?limit=1', pageTimeoutMs);
      return (summary as { readonly storeTotal: number }).storeTotal;
    },
    clear: async () => {
      await call('DELETE', '/api/email/all');
    },
  };
}

function received(mail: MailOfApi): ReceivedMail {
  return {
    messageId: mail.headers['message-id'] ?? '',
    from: mail.from[0]?.address ?? '',
    to: mail.to.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
  };
}
