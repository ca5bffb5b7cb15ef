import { expect, it } from '@jest/globals';
import { typedQuantity } from './typed-quantity.ts';

it.each([
  ['1', 1],
  [' 12 ', 12],
  ['007', 7],
  ['99', 99],
  ['100', 99],
  ['0', undefined],
  ['', undefined],
  ['-3', undefined],
  ['1.5', undefined],
  ['two', undefined],
  ['1e3', undefined],
])('reads the typed quantity "%s" as %s', (text, quantity) => {
  expect(typedQuantity(text)).toBe(quantity);
});
