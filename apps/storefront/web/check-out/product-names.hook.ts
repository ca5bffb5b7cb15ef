import { useRef } from 'react';
import { type Product } from '../api.ts';
import { type ProductName } from './outcome-words.ts';

/** The names of products, also of those that the shop has stopped selling while this page was open. */
export function useProductNames(products: readonly Product[] | undefined): ProductName {
  const names = useRef(new Map<string, string>());
  for (const { productId, name } of products ?? []) names.current.set(productId, name);
  return (productId) => names.current.get(productId);
}
