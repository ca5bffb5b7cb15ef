import { html, type Html, inAscii } from './html.ts';

export const ink = 'color:#1c2733';
export const muted = 'color:#5b6875';
const font = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
/** Breaks a word only if it would not fit on a line of its own. */
export const anywhere = 'word-break:break-word;overflow-wrap:anywhere';
export const rule = 'border-top:1px solid #e3e7ec';

/** Clients without a dark mode keep the inline colors; the others use these. */
const darkMode = html`<style>
  :root {
    color-scheme: light dark;
    supported-color-schemes: light dark;
  }
  @media (prefers-color-scheme: dark) {
    .page {
      background-color: #10161c !important;
    }
    .card {
      background-color: #1a222b !important;
    }
    .ink {
      color: #e8edf2 !important;
    }
    .muted {
      color: #9aa7b4 !important;
    }
    .accent {
      color: #6cc9cf !important;
    }
    .rule {
      border-color: #2c3742 !important;
    }
  }
</style>`;

export interface HtmlParts {
  readonly title: string;
  /** Shown next to the subject in the list of emails. */
  readonly preview: string;
  readonly content: Html;
  readonly footer: string;
}

/** Tables and inline styles, which all email clients render alike. */
export function renderHtml({ title, preview, content, footer }: HtmlParts): string {
  const { markup } = html`<html lang="en">
    ${head(title)}
    <body class="page" style="margin:0;padding:0;background-color:#f1f3f5;${font}">
      <div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${preview}</div>
      <table
        role="presentation"
        class="page"
        width="100%"
        cellpadding="0"
        cellspacing="0"
        border="0"
        style="background-color:#f1f3f5"
      >
        <tr>
          <td align="center" style="padding:32px 12px">
            <table
              role="presentation"
              width="100%"
              cellpadding="0"
              cellspacing="0"
              border="0"
              style="max-width:560px"
            >
              <tr>
                <td
                  class="accent"
                  style="padding:0 8px 16px;font-size:18px;font-weight:700;letter-spacing:.02em;color:#0f5c63"
                >
                  Holdfast
                </td>
              </tr>
              <tr>
                <td class="card" style="padding:32px 28px;border-radius:12px;background-color:#ffffff">
                  ${content}
                </td>
              </tr>
              <tr>
                <td class="muted" style="padding:20px 8px 0;font-size:13px;line-height:20px;${muted}">
                  ${footer}
                </td>
              </tr>
            </table>
          </td>
        </tr>
      </table>
    </body>
  </html> `;
  return inAscii(`<!doctype html>\n${markup}`);
}

function head(title: string): Html {
  return html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="supported-color-schemes" content="light dark" />
    <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
    <title>${title}</title>
    ${darkMode}
  </head>`;
}

export function heading(text: string): Html {
  return html`<h1 class="ink" style="margin:0 0 16px;font-size:24px;line-height:32px;font-weight:700;${ink}">
    ${text}
  </h1>`;
}

export function paragraph(text: string): Html {
  return html`<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:24px;${anywhere};${ink}">
    ${text}
  </p>`;
}

export function facts(pairs: readonly (readonly [string, string])[]): Html {
  const rows = pairs.map(
    ([name, value]) =>
      html` <tr>
        <td
          class="muted"
          style="padding:2px 16px 2px 0;font-size:14px;line-height:22px;white-space:nowrap;vertical-align:top;${muted}"
        >
          ${name}
        </td>
        <td class="ink" style="padding:2px 0;font-size:14px;line-height:22px;${anywhere};${ink}">${value}</td>
      </tr>`,
  );
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0">
    ${rows}
  </table>`;
}

export function orderLink(orderUrl: string | undefined): Html {
  return orderUrl === undefined
    ? html``
    : html`<p style="margin:24px 0 0;font-size:16px;line-height:24px">
        <a class="accent" href="${orderUrl}" style="color:#0f5c63;font-weight:700">See your order</a>
      </p>`;
}

/** The same link as paragraphs of an email's text. */
export const orderLinkText = (orderUrl: string | undefined): readonly string[] =>
  orderUrl === undefined ? [] : [`See your order: ${orderUrl}`];
