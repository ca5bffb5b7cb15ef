import { type Product as ProductView } from '@holdfast/contracts';
import { type Product } from './products.ts';

export const imagesPath = '/images/';

export function productView({ productId, name, description, unitPrice, image }: Product): ProductView {
  return { productId, name, description, unitPrice, imageUrl: `${imagesPath}${image}` };
}
