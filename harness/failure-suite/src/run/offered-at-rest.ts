import { priceList, wrongProducts } from '@holdfast/witness';
import { type System } from '../system/system.ts';

type Body = Readonly<Record<string, unknown>>;

/** Lists the products of the shop that a process leaves out, or does not show as advertised. */
export async function offeredAtRest(
  system: Pick<System, 'ask'>,
  processes: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    processes.map(async (name) => {
      const { status, text } = await system.ask(name, '/products');
      if (status !== 200) return [`${name} returned ${status} to GET /products`];
      const body = JSON.parse(text) as Body & { readonly products: readonly Body[] };
      const offered = new Set(body.products.map(({ productId }) => productId));
      const missing = [...priceList.keys()].filter((productId) => !offered.has(productId));
      return [
        ...wrongProducts(body).map((wrong) => `${name} offers ${wrong}`),
        ...missing.map((productId) => `${name} does not offer ${productId}`),
      ];
    }),
  );
  return found.flat();
}
