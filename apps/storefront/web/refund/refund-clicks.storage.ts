import { type RefundClicks } from './refund-request.ts';

const entryOf = (name: string): string => `holdfast.refund-click.${name}`;

/** In all tabs of this browser. One that stores nothing asks the customer again after a reload. */
export const refundClicks: RefundClicks = {
  at: (name) => {
    const at = attempt(() => localStorage.getItem(entryOf(name))) ?? null;
    return at === null ? undefined : Number(at);
  },
  keep: (name, at) => attempt(() => localStorage.setItem(entryOf(name), String(at))),
  forget: (name) => attempt(() => localStorage.removeItem(entryOf(name))),
};

/** For an order that shows the results of its refunds itself. */
export const forgetClicksOf = (orderId: string): void =>
  attempt(() => {
    for (const entry of Object.keys(localStorage))
      if (entry.startsWith(entryOf(`refund-${orderId}-`))) localStorage.removeItem(entry);
  });

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
