import { type Product } from '../api.ts';
import { moneyText } from '../say/money.ts';
import { AddToCart } from './add-to-cart.view.tsx';

interface Props {
  readonly product: Product;
  readonly isEager?: boolean;
  /** Among suggestions: below their heading, and without a description. */
  readonly isSuggested?: boolean;
}

export function ProductCard({ product, isEager = false, isSuggested = false }: Props) {
  const Name = isSuggested ? 'h3' : 'h2';
  return (
    <article className="product">
      <img
        className="picture"
        src={product.imageUrl}
        alt=""
        width={480}
        height={360}
        loading={isEager ? 'eager' : 'lazy'}
        decoding="async"
      />
      <div className="product-text">
        <Name>{product.name}</Name>
        {!isSuggested && <p className="quiet">{product.description}</p>}
        <div className="product-buy">
          <p className="price">{moneyText(product.unitPrice)}</p>
          <AddToCart product={product} />
        </div>
      </div>
    </article>
  );
}
