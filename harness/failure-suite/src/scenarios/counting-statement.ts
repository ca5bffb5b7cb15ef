/** The label of the statement with which recommendations counts purchases. */
export const countingStatement =
  'insert inbox + insert purchase + insert co_purchase + insert customer_product';
