import { type LabEvent } from '@holdfast/lab-api';
import { type Ledgers } from '@holdfast/witness';
import { html, type Html } from '../html.ts';

const names: Readonly<Record<Exclude<keyof Ledgers, 'readAt'>, string>> = {
  charges: "Provider's charges",
  intents: "Provider's payment intents",
  bankResponses: "Customers' responses to their banks",
  refunds: "Provider's refunds",
  disputes: "Provider's disputes",
  orders: 'Orders',
  payments: 'Payments',
  orderRefunds: 'Order refunds',
  histories: 'Order histories',
  paymentRefunds: 'Payment refunds',
  orderDisputes: 'Order disputes',
  paymentDisputes: 'Payment disputes',
  openKeys: 'Unfinished idempotency keys',
  unpublished: 'Unpublished outbox rows',
  jobs: 'Jobs',
  deadLetters: 'Dead letters',
  emails: "Email's ledger",
  mails: 'Delivered emails',
  responses: 'Responses to customers',
  openBreakers: 'Open breakers',
  spentBudgets: 'Exhausted retry budgets',
  locks: 'Leases, idle transactions and waiting locks',
  undelivered: 'Undelivered provider events',
  unreadable: 'Unreadable ledgers',
};

const rowsMost = 40;
const eventsMost = 300;

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.length > 400 ? `${value.slice(0, 400)}…` : value;
  return typeof value === 'object' ? JSON.stringify(value) : JSON.stringify(value);
};

function table(name: string, rows: readonly Readonly<Record<string, unknown>>[]): Html {
  const shown = rows.slice(0, rowsMost);
  const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  return html`<h4>${name} (${rows.length})</h4>
    <div class="wide" role="region" tabindex="0" aria-label="${name}">
      <table class="grid">
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (row) =>
              html`<tr>
                ${columns.map((column) => html`<td><code>${cell(row[column])}</code></td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${rows.length > shown.length && html`<p class="quiet">… and ${rows.length - shown.length} more in report.json.</p>`}`;
}

/** Every ledger with rows; the empty ones by name, because emptiness is evidence too. */
export function ledgerTables(ledgers: Ledgers): Html {
  const kinds = Object.keys(names) as (keyof typeof names)[];
  const rowsOf = (kind: keyof typeof names) =>
    ledgers[kind].map((row) => (typeof row === 'string' ? { what: row } : row)) as Readonly<
      Record<string, unknown>
    >[];
  const filled = kinds.filter((kind) => ledgers[kind].length > 0);
  const empty = kinds.filter((kind) => ledgers[kind].length === 0);
  return html`<details>
    <summary>Ledgers at the end</summary>
    ${filled.map((kind) => table(names[kind], rowsOf(kind)))}
    <p class="quiet">Empty: ${empty.map((kind) => names[kind].toLowerCase()).join(', ') || 'none'}.</p>
  </details>`;
}

function words(event: LabEvent): readonly [number, string, string] {
  switch (event.type) {
    case 'message': {
      const { at, edge, direction, label, number, sender, receiver } = event.message;
      return [
        at,
        edge,
        `#${number} ${direction === 'request' ? '→' : '←'} ${label} (${sender} to ${receiver})`,
      ];
    }
    case 'struck':
      return [
        event.at,
        event.strike.edge,
        `struck: ${event.strike.action.kind} at ${event.strike.message?.label ?? 'nothing'}`,
      ];
    case 'released':
      return [event.at, '', `released: ${event.how}`];
    case 'connection':
      return [event.at, event.edge, `connection ${event.connection} ${event.state}`];
    default:
      return [
        event.at,
        event.fault.edge,
        `${event.type.replace('_', ' ')}: ${event.fault.kind}, struck ${event.fault.struck} times`,
      ];
  }
}

/** The lab's events, without background messages. */
export function eventTable(events: readonly LabEvent[], startedAt: number): Html {
  const shown = events.filter((event) => event.type !== 'message' || !event.message.isBackground);
  const rows = shown.slice(0, eventsMost).map(words);
  return html`<details>
    <summary>Messages through the lab (${shown.length})</summary>
    <div class="wide">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">after ms</th>
            <th scope="col">edge</th>
            <th scope="col">what</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([at, edge, text]) =>
              html`<tr>
                <td class="number">${Math.round(at - startedAt)}</td>
                <th scope="row">${edge}</th>
                <td>${text}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${shown.length > eventsMost && html`<p class="quiet">… and ${shown.length - eventsMost} more in report.json.</p>`}
  </details>`;
}
