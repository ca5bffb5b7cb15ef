export type * from './edges.ts';
export type * from './experiments.ts';
export { LabClient } from './lab-client.ts';
export type * from './orders.ts';
export type * from './stack.ts';
export type * from './stream.ts';
export type * from './verdict.ts';
