import { type ProblemKind } from '@holdfast/service-defaults';

export const passOnErrors = {
  shopUnreachable: { code: 'shop_unreachable', status: 503, title: 'The shop cannot be reached' },
} as const satisfies Record<string, ProblemKind>;
