import { describe, expect, it } from '@jest/globals';
import { drawPlan } from './draw-plan.ts';
import { planWithout } from './plan-without.ts';

describe('planWithout', () => {
  const plans = Array.from({ length: 50 }, (_, index) => drawPlan(7, index + 1));
  const placesOf = (some: typeof plans): string[] =>
    some.flatMap(({ faults }) =>
      faults.map((fault) =>
        fault.on === 'edge' ? fault.route : fault.on === 'process' ? fault.process : '',
      ),
    );

  it('leaves out the faults of a service, and nothing else', () => {
    const isOf = (place: string): boolean => place.includes('recommendations');
    const left = placesOf(plans.map((plan) => planWithout(plan, ['recommendations'])));
    expect(placesOf(plans).some(isOf)).toBe(true);
    expect(left).toEqual(placesOf(plans).filter((place) => !isOf(place)));
  });

  it('leaves a plan for the whole shop as it is', () => {
    expect(plans.map((plan) => planWithout(plan, []))).toEqual(plans);
  });
});
