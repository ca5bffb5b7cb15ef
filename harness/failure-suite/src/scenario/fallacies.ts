export const fallacies = [
  'the network is reliable',
  'latency is zero',
  'bandwidth is infinite',
  'the network is secure',
  'topology does not change',
  'there is one administrator',
  'transport cost is zero',
  'the network is homogeneous',
] as const;

/** One of the fallacies of distributed computing by Peter Deutsch and James Gosling. */
export type Fallacy = (typeof fallacies)[number];
