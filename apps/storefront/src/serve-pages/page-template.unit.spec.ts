import { describe, expect, it } from '@jest/globals';
import { fillPage, isBuiltWithLab } from './page-template.ts';

const head = '<meta name="stripe-js" content="" />\n<meta name="stripe-publishable-key" content="" />\n';
const lab = '<meta name="lab" content="" />\n';
const settings = {
  stripeJsUrl: 'https://js.stripe.com/endive/stripe.js',
  stripePublishableKey: 'pk_test_1',
  hasLab: false,
};

describe('fillPage', () => {
  it('writes the settings into the tags of the page', () => {
    expect(fillPage(head, settings)).toBe(
      '<meta name="stripe-js" content="https://js.stripe.com/endive/stripe.js" />\n' +
        '<meta name="stripe-publishable-key" content="pk_test_1" />\n',
    );
  });

  it('escapes what would end the attribute, and keeps what replacements treat as special', () => {
    const page = fillPage(head, { ...settings, stripeJsUrl: 'https://x/?a="><script>&b=$&' });
    expect(page).toContain('content="https://x/?a=&quot;&gt;&lt;script&gt;&amp;b=$&amp;"');
  });

  it('announces the lab only if there is one', () => {
    expect(fillPage(head + lab, { ...settings, hasLab: true })).toContain('name="lab" content="here"');
    expect(fillPage(head + lab, settings)).toBe(fillPage(head, settings));
  });

  it('refuses a page without the tags, which would take no payments', () => {
    expect(() => fillPage('<title>Holdfast</title>', settings)).toThrow('no empty meta tag "stripe-js"');
  });
});

describe('isBuiltWithLab', () => {
  it('knows the build by its tag', () => {
    expect([isBuiltWithLab(head), isBuiltWithLab(head + lab)]).toEqual([false, true]);
  });
});
