import { type Scenario } from '../../scenario/scenario.ts';
import largeCartOnASlowLine from './large-cart-on-a-slow-line.ts';
import tenMegabytesRefused from './ten-megabytes-refused.ts';

export const bandwidthScenarios: readonly Scenario[] = [largeCartOnASlowLine, tenMegabytesRefused];
