import { describe, expect, it } from '@jest/globals';
import { namesFor, renaming } from './names.ts';

const current = { name: 'harbor', scope: '@harbor' };

describe('namesFor', () => {
  it('takes the scope from the name, unless one is given', () => {
    expect(namesFor(current, { name: 'tea4u' })).toEqual({ name: 'tea4u', scope: '@tea4u' });
    expect(namesFor(current, { name: 'tea', scope: '@tea-inc' }).scope).toBe('@tea-inc');
  });

  it.each(['Tea', 'tea shop', 'tea-shop', '4tea', 't', 'teateateateateatea', '../tea', 'tée'])(
    'refuses the name %p',
    (name) => {
      expect(() => namesFor(current, { name })).toThrow(/one word of 2 to 12 lowercase letters and digits/);
    },
  );

  it.each(['tea', '@Tea', '@tea/shop', '@', '@tea shop'])('refuses the scope %p', (scope) => {
    expect(() => namesFor(current, { name: 'tea', scope })).toThrow(/must be an npm scope/);
  });

  it('refuses to go without a name, and a name or scope that contains the old one', () => {
    expect(() => namesFor(current, {})).toThrow('--name is required.');
    expect(() => namesFor(current, { name: 'harbor2' })).toThrow(/--name must not contain "harbor"/);
    expect(() => namesFor(current, { name: 'tea', scope: '@harbor' })).toThrow(/--scope must not contain/);
  });
});

describe('renaming', () => {
  const rename = renaming(current, { name: 'tea', scope: '@tea-inc' });

  it.each([
    ["import '@harbor/contracts';", "import '@tea-inc/contracts';"],
    ['owned by @harbor', 'owned by @tea-inc'],
    ['orders@harbor.example', 'orders@tea.example'],
    ['urn:harbor:problem:x, localhost/harbor/checkout', 'urn:tea:problem:x, localhost/tea/checkout'],
    ['serveHarbor in Harbor', 'serveTea in Tea'],
    ['HARBOR_URL', 'TEA_URL'],
    ['bench/harbor.server.ts', 'bench/tea.server.ts'],
    ['haven', 'haven'],
  ])('turns %p into %p', (text, renamed) => {
    expect(rename(text)).toBe(renamed);
  });
});
