import { type Order } from '@holdfast/checkout-client';
import { useQuery } from '@tanstack/react-query';
import { readProducts } from '../browse/products.read.ts';
import { moneyText } from '../say/money.ts';
import { words } from '../words.ts';
import { OrderFacts } from './order-facts.view.tsx';

export function OrderLines({ order }: { readonly order: Order }) {
  const pictureOf = usePictures();
  return (
    <section className="stack-tight" aria-labelledby="order-lines">
      <h2 id="order-lines">{words.order.lines}</h2>
      <ul className="lines order-lines">
        {order.lines.map(({ productId, name, quantity, lineTotal }, index) => (
          <li key={`${productId}-${index}`}>
            <span className="order-picture no-print">{pictureOf(productId)}</span>
            <span>
              {quantity} × {name}
            </span>
            <span className="digits">{moneyText(lineTotal)}</span>
          </li>
        ))}
      </ul>
      <OrderFacts order={order} />
    </section>
  );
}

/** Pictures are an ornament here: without the catalog, their places stay empty. */
function usePictures() {
  const { data } = useQuery({ queryKey: ['products'], queryFn: ({ signal }) => readProducts(signal) });
  return (productId: string) => {
    const product = data?.find((each) => each.productId === productId);
    return product && <img className="picture" src={product.imageUrl} alt="" width={64} height={48} />;
  };
}
