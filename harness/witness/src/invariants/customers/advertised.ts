import { priceList } from '../../customers/price-list.ts';
import { type Evidence } from '../evidence.ts';
import { bodyOf, responsesIn, summaryOf } from '../responses.ts';
import { number, type Row, text } from '../rows.ts';

/** Responses that show a product under another name or at another price than advertised. */
export const wronglyOffered = (evidence: Evidence): string[] =>
  responsesIn(evidence).flatMap((response) =>
    wrongProducts(bodyOf(response)).map((wrong) => `${summaryOf(response)} shows ${wrong}`),
  );

/** The products of a list or of an order that are not as advertised: `prod_tea as "Tea" at 2000`. */
export function wrongProducts(body: Row): string[] {
  const shown = [body['products'], body['lines']].flatMap((list) =>
    Array.isArray(list) ? (list as Row[]) : [],
  );
  return shown
    .filter((product) => {
      const advertised = priceList.get(text(product, 'productId'));
      return (
        advertised !== undefined &&
        ((product['name'] ?? advertised.name) !== advertised.name ||
          (priceIn(product) ?? advertised.priceMinor) !== advertised.priceMinor)
      );
    })
    .map(
      (product) =>
        `${text(product, 'productId')} as "${text(product, 'name')}" at ${priceIn(product) ?? 'no price'}`,
    );
}

function priceIn(product: Row): number | undefined {
  const price = product['unitPrice'] as Row | undefined;
  return price === undefined ? undefined : number(price, 'amountMinor');
}
