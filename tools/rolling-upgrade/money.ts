import { type Money } from './judge.ts';

export interface Addresses {
  readonly checkout: string;
  readonly stripe: string;
  readonly inbox: string;
}

/** Where compose publishes them. */
export function readAddresses(environment: NodeJS.Dict<string>): Addresses {
  const at = (name: string, port: number): string => `http://127.0.0.1:${environment[name] ?? port}`;
  return {
    checkout: at('CHECKOUT_PORT', 3001),
    stripe: at('SIMULATOR_PORT', 3010),
    inbox: at('INBOX_PORT', 3030),
  };
}

interface Charges {
  readonly charges: readonly { readonly status: string; readonly metadata: { readonly orderId?: string } }[];
}
type Mails = readonly { readonly subject: string; readonly text?: string }[];

/** Counts successful charges at the simulator, and receipts in the inbox. */
export async function countMoney({ stripe, inbox }: Addresses): Promise<Money> {
  const [{ charges }, mails] = await Promise.all([
    read<Charges>(`${stripe}/_simulator/charges`),
    read<Mails>(`${inbox}/api/email`),
  ]);
  const charged = charges.filter(({ status }) => status !== 'failed');
  return {
    charges: counted(charged.map(({ metadata }) => metadata.orderId ?? 'a charge without an order')),
    receipts: counted(mails.map(orderOfReceipt)),
  };
}

/** Of both versions: the text of a receipt names its order. */
function orderOfReceipt({ subject, text = '' }: Mails[number]): string {
  const [orderId] = /\bord_\w+/.exec(text) ?? [];
  return subject.startsWith('Your receipt') && orderId !== undefined ? orderId : subject;
}

async function read<T>(url: string): Promise<T> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  return (await answer.json()) as T;
}

function counted(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
