import { words } from '../words.ts';
import { ProductCard } from './product-card.view.tsx';
import { suggestionsInRow, useSuggestions } from './use-suggestions.ts';

/** A row whose room is kept from the start. Without suggestions in time, it stays empty and silent. */
export function Suggestions() {
  const suggestions = useSuggestions();
  if (suggestions === undefined) return <div className="suggestions is-empty" />;
  return (
    <section className="suggestions appear" aria-labelledby="suggestions">
      <h2 id="suggestions">{words.catalog.suggestions}</h2>
      <p className="suggestions-notice quiet">{suggestions.notice}</p>
      <ul className="products is-row">
        {suggestions.products.slice(0, suggestionsInRow).map((product) => (
          <li key={product.productId}>
            <ProductCard product={product} isSuggested />
          </li>
        ))}
      </ul>
    </section>
  );
}
