import { describe, expect, it } from '@jest/globals';
import { html, inAscii } from './html.ts';

describe('html', () => {
  it('escapes inserted values, in text and in attributes', () => {
    const hostile = `<img src=x onerror="alert('1')">&`;
    expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(
      '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p>',
    );
  });

  it('inserts its own markup unchanged, alone or in a list', () => {
    const items = ['a', '<b>'].map((item) => html`<i>${item}</i>`);
    expect(html`<p>${items}${items[0]!}${1}</p>`.markup).toBe('<p><i>a</i><i>&lt;b&gt;</i><i>a</i>1</p>');
  });
});

describe('inAscii', () => {
  it('writes every other character as a numeric reference', () => {
    expect(inAscii('<p>2 × Zoë 🍵</p>')).toBe('<p>2 &#215; Zo&#235; &#127861;</p>');
  });
});
