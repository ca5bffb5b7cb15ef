import { formatMoney, type OrderLine, type SendReceipt } from '@holdfast/contracts';
import { formatTime } from './format-time.ts';
import { greeting } from './greeting.ts';
import { html, type Html } from './html.ts';
import {
  anywhere,
  facts,
  heading,
  ink,
  renderHtml,
  muted,
  orderLink,
  orderLinkText,
  paragraph,
  rule,
} from './layout.ts';
import { type RenderedEmail } from './rendered-email.ts';

const footer =
  'You are receiving this email because an order was placed with this address. Please keep this email as your receipt.';

const statement = 'Thank you for your order. It is paid in full; this is your receipt.';

export function receiptEmail(
  { orderId, customerName, lines, total, paidAt }: SendReceipt,
  orderUrl?: string,
): RenderedEmail {
  const hello = greeting(customerName);
  const paid = formatTime(paidAt);
  const subject = `Your receipt for ${formatMoney(total)}`;
  return {
    subject,
    text: [
      `${hello}\n\n${statement}`,
      lines.map(lineText).join('\n'),
      `Total: ${formatMoney(total)}`,
      `Order: ${orderId}\nPaid:  ${paid}`,
      ...orderLinkText(orderUrl),
      footer,
    ]
      .join('\n\n')
      .concat('\n'),
    html: renderHtml({
      title: subject,
      preview: `Paid in full: ${formatMoney(total)}.`,
      content: html`${heading('Your receipt')} ${paragraph(hello)} ${paragraph(statement)}
      ${lineTable(lines, formatMoney(total))}
      ${facts([
        ['Order', orderId],
        ['Paid', paid],
      ])}
      ${orderLink(orderUrl)}`,
      footer,
    }),
  };
}

function lineText({ name, quantity, unitPrice, lineTotal }: OrderLine): string {
  const each = quantity === 1 ? '' : ` at ${formatMoney(unitPrice)}`;
  return `${quantity} x ${oneLine(name)}${each}: ${formatMoney(lineTotal)}`;
}

function lineTable(lines: readonly OrderLine[], total: string): Html {
  const cell = 'font-size:16px;line-height:24px;vertical-align:top';
  return html`<table
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="margin:8px 0 24px"
  >
    ${lines.map(lineRow)}
    <tr>
      <td class="ink rule" style="padding:14px 0 0;${rule};${cell};font-weight:700;${ink}">Total</td>
      <td class="ink rule" align="right" style="padding:14px 0 0 16px;${rule};${cell};font-weight:700;${ink}">
        ${total}
      </td>
    </tr>
  </table>`;
}

function lineRow({ name, quantity, unitPrice, lineTotal }: OrderLine): Html {
  const cell = `padding:12px 0;${rule};font-size:16px;line-height:24px;vertical-align:top;${ink}`;
  return html`<tr>
    <td class="ink rule" style="${cell};${anywhere}">
      ${name}<br /><span class="muted" style="font-size:14px;${muted}"
        >${quantity} × ${formatMoney(unitPrice)}</span
      >
    </td>
    <td class="ink rule" align="right" style="${cell};padding-left:16px;white-space:nowrap">
      ${formatMoney(lineTotal)}
    </td>
  </tr> `;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ');
}
