import './browse.css';
import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';
import { ProductCard } from './product-card.view.tsx';
import { Suggestions } from './suggestions.view.tsx';
import { Unavailable } from './unavailable.view.tsx';
import { useProducts } from './use-products.ts';

/** Pictures in the first view of most screens; the others load when they come near. */
const eagerPictures = 3;

export function CatalogPage() {
  const { products, retry } = useProducts();
  return (
    <div className="catalog stack-loose">
      <div className="stack-tight">
        <PageHeading title={words.catalog.title}>{words.catalog.heading}</PageHeading>
        <p className="lead quiet">{words.catalog.lead}</p>
      </div>
      {retry !== undefined && <Unavailable retry={retry} />}
      {products !== undefined && (
        <>
          <ul className="products">
            {products.map((product, index) => (
              <li key={product.productId}>
                <ProductCard product={product} isEager={index < eagerPictures} />
              </li>
            ))}
          </ul>
          <Suggestions />
        </>
      )}
    </div>
  );
}
