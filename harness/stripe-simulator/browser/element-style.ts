import type { Appearance } from '@stripe/stripe-js';

/** The variables of `appearance` that this element has; the others change nothing. */
const variables = [
  'colorPrimary',
  'colorBackground',
  'colorText',
  'colorTextSecondary',
  'colorDanger',
  'inputColorBorder',
  'fontFamily',
  'fontSizeBase',
  'borderRadius',
  'focusOutline',
] as const;

export const elementStyle = `
  :host { display: block; color-scheme: light; }
  :host([data-theme='night']) { color-scheme: dark; }
  * { box-sizing: border-box; }
  fieldset {
    min-width: 0; margin: 0; padding: 0; border: 0;
    color: var(--colorText, light-dark(#30313d, #ffffff));
    font: var(--fontSizeBase, 1rem) / 1.4 var(--fontFamily, system-ui, sans-serif);
  }
  legend {
    position: absolute; overflow: hidden; width: 1px; height: 1px; clip-path: inset(50%); white-space: nowrap;
  }
  p { margin: 0; }
  .heading { margin-bottom: .5rem; font-weight: 600; }
  [role='group'] + [role='group'] { margin-top: 1rem; }
  .notice, .detail { color: var(--colorTextSecondary, light-dark(#6d6e78, #c9c9d1)); }
  .detail { display: block; font-size: .875em; }
  .error { min-height: 1.4em; margin: .125rem 0; color: var(--colorDanger, light-dark(#b3093c, #fe87a1)); }
  .methods { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
  label {
    display: flex; gap: .75rem; align-items: center; min-height: 3.5rem; padding: .5rem .75rem; cursor: pointer;
    background: var(--colorBackground, light-dark(#ffffff, #30313d));
    border: 1px solid var(--inputColorBorder, light-dark(#8a8b95, #84858f));
    border-radius: var(--borderRadius, 5px);
  }
  label:has(:checked) {
    border-color: var(--colorPrimary, light-dark(#0570de, #85d996));
    box-shadow: 0 0 0 1px var(--colorPrimary, light-dark(#0570de, #85d996));
  }
  label:has(:focus-visible) {
    outline: var(--focusOutline, 3px solid var(--colorPrimary, light-dark(#0570de, #85d996)));
    outline-offset: 2px;
  }
  input {
    flex: none; width: 1.25rem; height: 1.25rem; margin: 0; outline: none;
    accent-color: var(--colorPrimary, light-dark(#0570de, #85d996));
  }
`;

/** Stripe's own element is in a frame, where functions that refer to the page have no meaning. */
const refersToPage = /\b(?:var|env|light-dark)\(/;

export function applyAppearance(host: HTMLElement, appearance: Appearance = {}): void {
  host.dataset['theme'] = appearance.theme ?? 'stripe';
  const given: Readonly<Record<string, string | undefined>> = appearance.variables ?? {};
  for (const name of variables) {
    const value = given[name];
    if (value === undefined || refersToPage.test(value)) host.style.removeProperty(`--${name}`);
    else host.style.setProperty(`--${name}`, value);
  }
}
