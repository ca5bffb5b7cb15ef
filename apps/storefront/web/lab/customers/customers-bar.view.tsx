/** The lab's own customers: their rate and what they did. */
export function CustomersBar() {
  return null;
}
