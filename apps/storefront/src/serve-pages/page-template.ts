/** Values that a deployment writes into the page. */
export interface PageSettings {
  readonly stripeJsUrl: string;
  readonly stripePublishableKey: string;
  /** This deployment runs a failure lab. */
  readonly hasLab: boolean;
}

const labMeta = /[ \t]*<meta name="lab" content="" ?\/?>\n?/;

/** True for a page of the build with the failure lab; the other build leaves its tag out. */
export function isBuiltWithLab(html: string): boolean {
  return labMeta.test(html);
}

/**
 * Fills the empty `<meta>` tags of a built page. Without a lab, its tag is removed.
 * @throws Error if the page lacks a tag.
 */
export function fillPage(html: string, settings: PageSettings): string {
  const { stripeJsUrl, stripePublishableKey, hasLab } = settings;
  const filled = fill(fill(html, 'stripe-js', stripeJsUrl), 'stripe-publishable-key', stripePublishableKey);
  return hasLab ? fill(filled, 'lab', 'here') : filled.replace(labMeta, '');
}

function fill(html: string, name: string, value: string): string {
  const empty = `<meta name="${name}" content=""`;
  if (!html.includes(empty)) throw new Error(`the page has no empty meta tag "${name}"`);
  return html.replace(empty, () => `<meta name="${name}" content="${escaped(value)}"`);
}

function escaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
