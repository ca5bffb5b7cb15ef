import { type Scenario } from '../../scenario/scenario.ts';
import moneyInAnyOrder from './money-in-any-order.ts';
import paymentsInAnyOrder from './payments-in-any-order.ts';

export const anyOrderScenarios: readonly Scenario[] = [...moneyInAnyOrder, ...paymentsInAnyOrder];
