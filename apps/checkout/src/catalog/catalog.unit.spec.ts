import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { findProduct, popularProducts } from './catalog.ts';
import { products } from './products.ts';

const imagesFolder = new URL('../../images/', import.meta.url);
const imageFiles = readdirSync(imagesFolder);
const svgOf = (image: string) => readFileSync(new URL(image, imagesFolder), 'utf8');

/** The first XML error, or null. Supports what these files use: tags, double-quoted attributes and text. */
function xmlFault(xml: string): string | null {
  const open: string[] = [];
  const tag = /^<(?:\/([a-zA-Z]+)|([a-zA-Z]+)((?:\s+[\w:-]+="[^"<&]*")*)\s*(\/?))>/;
  let rest = xml.trim();
  while (rest !== '') {
    const text = /^[^<&]+/.exec(rest)?.[0];
    const match = tag.exec(rest);
    if (!text && !match) return `malformed at ${rest.slice(0, 60)}`;
    rest = rest.slice((text ?? match?.[0] ?? '').length);
    if (!match) {
      if (open.length === 0) return 'text outside the root element';
      continue;
    }
    const [, closes, opens, attributes = '', isEmpty] = match;
    const names = [...attributes.matchAll(/([\w:-]+)=/g)].map(([, name]) => name);
    if (new Set(names).size !== names.length) return `an attribute appears twice in <${opens}>`;
    if (closes && open.pop() !== closes) return `</${closes}> closes nothing`;
    if (opens && !isEmpty) open.push(opens);
    if (open.length === 0 && rest !== '') return 'something follows the root element';
  }
  return open.length > 0 ? `<${open.join('><')}> is never closed` : null;
}

describe('the catalog', () => {
  it('has twelve products, each with its own ID, name and image', () => {
    expect(products).toHaveLength(12);
    for (const field of ['productId', 'name', 'image'] as const)
      expect(new Set(products.map((product) => product[field])).size).toBe(12);
  });

  it('sells tea at 2100 minor units', () => {
    expect(findProduct('prod_tea')?.unitPrice).toEqual({ amountMinor: 2100, currency: 'usd' });
  });

  it('uses every image in the folder', () => {
    expect(products.map((product) => product.image).sort()).toEqual(imageFiles.sort());
  });

  describe.each(products)('$productId', ({ productId, description, image, unitPrice }) => {
    it('costs a positive whole number of minor units', () => {
      expect(productId).toMatch(/^prod_[a-z]+$/);
      expect(Number.isSafeInteger(unitPrice.amountMinor) && unitPrice.amountMinor > 0).toBe(true);
      expect(unitPrice.currency).toBe('usd');
    });

    it('is described in one or two sentences', () => {
      expect(description).toMatch(/^[A-Z][^.]*\.(?: [A-Z0-9][^.]*\.)?$/);
    });

    it('has a well-formed SVG image of less than 6 KB', () => {
      const svg = svgOf(image);
      expect(xmlFault(svg)).toBeNull();
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* viewBox="0 0 480 360"/);
      expect(Buffer.byteLength(svg)).toBeLessThan(6 * 1024);
    });

    it('has an image with a title, without scripts, text or external resources', () => {
      const svg = svgOf(image);
      expect(svg).toMatch(/<title>[^<]{10,}<\/title>/);
      expect(svg).not.toMatch(
        /<(?:script|style|text|image|use|foreignObject|a)\b|\bon\w+=|href=|url\((?!#)/i,
      );
    });

    it('prefixes its SVG IDs with its name, so that several images fit on one page', () => {
      const ids = [...svgOf(image).matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id);
      expect(ids.filter((id) => !id?.startsWith(`${image.replace('.svg', '')}-`))).toEqual([]);
    });
  });
});

describe('xmlFault', () => {
  it.each([
    ['an element left open', '<svg><g></svg>'],
    ['a closing tag too many', '<svg></svg></g>'],
    ['an attribute without quotes', '<svg width=480></svg>'],
    ['an attribute given twice', '<svg width="1" width="2"></svg>'],
    ['a bare ampersand', '<svg><title>salt & soap</title></svg>'],
    ['a second root', '<svg></svg><svg></svg>'],
    ['a file cut short', '<svg><path d="M0'],
  ])('finds %s', (_fault, xml) => {
    expect(xmlFault(xml)).not.toBeNull();
  });
});

describe('findProduct', () => {
  it.each(['prod_unknown', '', 'constructor', 'PROD_TEA'])('does not find %p', (productId) => {
    expect(findProduct(productId)).toBeUndefined();
  });
});

describe('popularProducts', () => {
  it('keeps its order for any limit', () => {
    const four = popularProducts(4).map((product) => product.productId);
    expect(four).toEqual(['prod_tea', 'prod_mug', 'prod_lantern', 'prod_blanket']);
    expect(popularProducts(2)).toEqual(popularProducts(4).slice(0, 2));
  });

  it('returns every product once if the limit exceeds the catalog', () => {
    expect(new Set(popularProducts(100))).toEqual(new Set(products));
    expect(popularProducts(100)).toHaveLength(products.length);
  });

  it.each([0, -1])('returns none for a limit of %d', (limit) => {
    expect(popularProducts(limit)).toEqual([]);
  });
});
