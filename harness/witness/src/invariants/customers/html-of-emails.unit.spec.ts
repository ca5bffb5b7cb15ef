import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aMail } from '../evidence.fixture.ts';

const text = `Hello Ada "Zoë" & <Sons> 🫖,

Thank you for your order.

2 x Tea at $21.00: $42.00

Total: $42.00

See your order: https://shop.example/orders/ord_1#abc
`;
const html = `<html lang="en"><head><title>Your receipt for $1.00</title></head><body style="color:#123456">
<h1>Your receipt</h1><p>Hello Ada &quot;Zo&#235;&quot; &amp; &lt;Sons&gt; &#129750;,</p>
<p>Thank you for your order.</p>
<table><tr><td>Tea<br /><span>2 &#215; $21.00</span></td><td>$42.00</td></tr><tr><td>Total</td><td>$42.00</td></tr></table>
<a href="https://shop.example/orders/ord_1#abc">See your order</a></body></html>`;

const judged = (changed: string): string => against(37, aLedger({ mails: [aMail({ text, html: changed })] }));

describe('37: the HTML of emails', () => {
  it('holds if it says what the text says', () => {
    expect(judged(html)).toBe('');
  });

  it('is not judged where it was not read', () => {
    expect(against(37, aLedger({ mails: [aMail({ text })] }))).toBe('');
  });

  it.each([
    ['half a character', html.replace('&#129750;', '&#55358;'), 'lacks "🫖'],
    ['an entity of an entity', html.replace('&amp;', '&amp;amp;'), 'lacks "&"'],
    ['markup in a name', html.replace('&lt;Sons&gt;', '<Sons>'), 'lacks "<Sons>"'],
    ['another amount', html.replace('<td>$42.00', '<td>$24.00'), 'has "$24.00"'],
    ['a missing sentence', html.replace('Thank you for your order.', ''), 'lacks "Thank"'],
    ['a link to another order', html.replace('orders/ord_1', 'orders/ord_2'), 'lacks "https'],
  ])('is contradicted by %s', (_, changed, said) => {
    expect(judged(changed)).toContain(said);
  });
});
