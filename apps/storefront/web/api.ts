import {
  type OrderHistory,
  type Product,
  type ProductList,
  type ShownRecommendations,
} from '@holdfast/contracts';

/** Types of what the pages read; purchases and refunds go through `shop`. */
export type { OrderHistory, Product, ProductList, ShownRecommendations };
