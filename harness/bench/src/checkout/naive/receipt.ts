import { type Money, type SendReceipt } from '@holdfast/contracts';

const price = ({ amountMinor, currency }: Money): string =>
  `${currency.toUpperCase()} ${(amountMinor / 100).toFixed(2)}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The email of a receipt, as text and as HTML. */
export function receiptEmail({ orderId, customerName, lines, total, paidAt }: SendReceipt) {
  const hello = customerName === null ? 'Hello,' : `Hello ${customerName},`;
  const thanks = 'Thank you for your order. It is paid in full; this is your receipt.';
  const rows = lines.map(({ name, quantity, lineTotal }) => [`${quantity} x ${name}`, price(lineTotal)]);
  const cells = (row: readonly string[]): string =>
    row.map((cell) => `<td style="padding:4px 12px">${escaped(cell)}</td>`).join('');
  const sum = ['Total', price(total)];
  return {
    subject: `Your receipt for order ${orderId}`,
    text: [
      hello,
      thanks,
      [...rows, sum].map((row) => row.join('  ')).join('\n'),
      `Order ${orderId}, paid on ${paidAt.slice(0, 10)}`,
    ].join('\n\n'),
    html: `<!doctype html><html><body style="font-family:sans-serif"><p>${escaped(hello)}</p><p>${thanks}</p>
      <table>${[...rows, sum].map((row) => `<tr>${cells(row)}</tr>`).join('')}</table>
      <p>Order ${orderId}, paid on ${paidAt.slice(0, 10)}</p></body></html>`,
  };
}
