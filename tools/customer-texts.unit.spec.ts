import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mostPopularFirst, priceList, unlisted } from '@holdfast/witness';
import { textsInSource } from './customer-texts/texts-in-source.ts';

const root = path.resolve(import.meta.dirname, '..');
const exclude = (name: string): boolean => name === 'node_modules' || name === 'dist';

/** Everything that checkout and email can say to a customer. */
const products =
  '{apps/{checkout,email},libs/{contracts,idempotency,resilience,service-defaults}}/src/**/*.ts';

/** Read by developers and operators only. */
const forOthers = [
  /\.(spec|fixture|openapi|config|settings|dependency|module)\.ts$/,
  /\/(examples|main|metrics|migrate|openapi)\.ts$/,
  /\/(explain|metrics|reconcile-orders|reconciliation)\b/,
  /\/catalog\/products\.ts$/,
];

const files = globSync(products, { cwd: root, exclude })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !forOthers.some((pattern) => pattern.test(file)));

describe('the texts of the products', () => {
  it('are found in literals, templates and sums', () => {
    const source = [
      "logger.warn('The queue is full.');",
      "const subject = 'Your receipt';",
      "const a = 'Nothing was charged. ' + why;",
      'const b = `Payment of ${money} ${isPaid ? "It is here." : ""}received.`;',
      "throw new Error('This is a bug.');",
      "throw new Problem(kind, 'No order has this ID.');",
    ].join('\n');
    expect(textsInSource(source)).toEqual([
      'Your receipt',
      'Nothing was charged. §',
      'Payment of § §received.',
      'It is here.',
      'No order has this ID.',
    ]);
  });

  it.each(files)('of %s have a listed meaning', (file) => {
    const texts = textsInSource(readFileSync(path.join(root, file), 'utf8'));
    expect(texts.flatMap(unlisted)).toEqual([]);
  });
});

describe('the price list of the customers', () => {
  it('is that of the catalog', () => {
    const catalog = readFileSync(path.join(root, 'apps/checkout/src/catalog/products.ts'), 'utf8');
    const product = /productId: '(\w+)',\s*name: (?:'([^']*)'|"([^"]*)"),[\s\S]*?unitPrice: usd\((\d+)\)/g;
    expect(
      [...catalog.matchAll(product)].map(([, id, single, double, minor]) => [
        id,
        single ?? double,
        Number(minor),
      ]),
    ).toEqual([...priceList].map(([id, { name, priceMinor }]) => [id, name, priceMinor]));
  });

  it('has the popular products in its order', () => {
    const catalog = readFileSync(path.join(root, 'apps/checkout/src/catalog/catalog.ts'), 'utf8');
    const [list = ''] = /mostPopularFirst = \[[^\]]*/.exec(catalog) ?? [];
    expect([...list.matchAll(/'(\w+)'/g)].map(([, id]) => id)).toEqual(mostPopularFirst);
  });
});
