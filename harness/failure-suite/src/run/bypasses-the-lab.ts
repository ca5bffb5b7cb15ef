import { type BypassingSocket } from '@holdfast/local-stack';

export const bypassesTheLab = ({ process, to, address }: BypassingSocket): string =>
  `${process} is connected to ${to} (${address}) without passing through the lab`;
