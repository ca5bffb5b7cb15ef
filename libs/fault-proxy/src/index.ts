export type * from './lab-api.ts';
