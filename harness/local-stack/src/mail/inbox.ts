/** One email in the inbox. */
export interface ReceivedMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The mail inbox as tests and tools use it, independent of the program behind it. */
export interface Inbox {
  /** All emails, oldest first. */
  readonly messages: () => Promise<ReceivedMail[]>;
  readonly clear: () => Promise<void>;
}

interface MailDevMail {
  readonly headers: Readonly<Record<string, string>>;
  readonly from: readonly { readonly address: string }[];
  readonly to: readonly { readonly address: string }[];
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
}

/** Opens the inbox with its page at `webUrl`. Calls reject on any status but 200. */
export function openInbox(webUrl: string): Inbox {
  const call = async (method: string, path: string): Promise<unknown> => {
    const response = await fetch(new URL(path, webUrl), { method });
    if (!response.ok) throw new Error(`The mail inbox returned ${response.status} to ${method} ${path}.`);
    return response.json();
  };
  return {
    messages: async () => ((await call('GET', '/api/email')) as MailDevMail[]).map(received),
    clear: async () => {
      await call('DELETE', '/api/email/all');
    },
  };
}

function received(mail: MailDevMail): ReceivedMail {
  return {
    messageId: mail.headers['message-id'] ?? '',
    from: mail.from[0]?.address ?? '',
    to: mail.to.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
  };
}
