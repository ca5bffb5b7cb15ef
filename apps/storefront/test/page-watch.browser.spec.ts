import { describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { useShop } from './shop/use-shop.ts';

type Misbehavior = readonly [() => unknown, RegExp];

const add = (name: string, properties: object): void =>
  document.querySelector('main')?.prepend(Object.assign(document.createElement(name), properties));

/** A layout shifts only from what was painted. */
const painted = (): Promise<unknown> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

const misbehaviors: readonly Misbehavior[] = [
  // eslint-disable-next-line no-console -- in the page
  [() => console.error('a broken hook'), /console: a broken hook/],
  [() => void Promise.reject(new Error('left alone')), /uncaught: Error: left alone/],
  [() => add('style', { textContent: 'p { color: red }' }), /policy: style-src-elem blocked inline/],
  [() => add('script', { src: 'http://127.0.0.1:9/' }), /policy: script-src-elem blocked http:..127.0.0.1:9/],
  [() => add('img', { src: 'http://127.0.0.1:9/' }), /request to http:..127.0.0.1:9/],
  [() => add('img', { src: '/assets/missing.png' }), /404 for \/assets\/missing.png/],
  [() => add('textarea', { rows: 20 }), /layout shift of 0\.\d+ at \d+ ms/],
];

describe('the watch over pages', () => {
  const shop = useShop();

  it('reports errors, violations of the policy, other origins, missing files and layout shifts', async () => {
    const ada = await shop.customer();
    await ada.heading.waitFor();
    expect(ada.watch.takeProblems()).toEqual([]);
    await ada.page.evaluate(`globalThis.add = ${add.toString()}`);
    for (const [misbehave, report] of misbehaviors) {
      await ada.page.evaluate(painted);
      await ada.page.evaluate(misbehave);
      const seen: string[] = [];
      await eventually(() => {
        seen.push(...ada.watch.takeProblems());
        expect(seen.join('\n')).toMatch(report);
      });
    }
    await ada.page.close();
    ada.watch.takeProblems();
  });

  it('finds violations and sideways scrolling, in the look that has them', async () => {
    const ada = await shop.customer();
    await ada.page.evaluate(() => {
      const wide = document.createElement('div');
      wide.setAttribute('role', 'img');
      Object.assign(wide.style, { width: '500px', height: '10px' });
      document.querySelector('main')?.append(wide);
    });
    const failure = String(await ada.checkState('broken').catch((error: Error) => error.message));
    expect(failure).toMatch(/broken, dark: role-img-alt/);
    expect(failure).toMatch(/broken, 320 px: scrolls sideways by \d+ px/);
    expect(failure).not.toMatch(/zoom: scrolls/);
  });

  it('judges content that arrives during a check after it faded in', async () => {
    const ada = await shop.customer();
    await ada.page.evaluate(() => {
      const animations = document.getAnimations.bind(document);
      let arrivals = 3;
      document.getAnimations = () => {
        const moving = animations();
        if (arrivals > 0) arrive();
        arrivals -= 1;
        return moving;
      };
      function arrive(): void {
        const arrived = Object.assign(document.createElement('p'), { textContent: 'Arrived' });
        document.querySelector('main')?.append(arrived);
        arrived.animate({ opacity: [0.3, 0.3, 1] }, 600);
      }
    });
    await ada.checkState('arrived');
  });

  it('judges content that arrives while a check waits for other content after both faded in', async () => {
    const ada = await shop.customer();
    await ada.checkState('before it');
    await ada.page.evaluate(() => {
      const { axe } = globalThis as unknown as { axe: { run(...given: unknown[]): Promise<unknown> } };
      const run = axe.run.bind(axe);
      let second: HTMLElement | undefined;
      arrive('appear 600ms');
      setTimeout(() => (second = arrive('appear 2400ms steps(2, start)')), 300);
      axe.run = async (...given) => {
        const results = await run(...given);
        await Promise.all((second?.getAnimations() ?? []).map(({ finished }) => finished));
        return results;
      };
      function arrive(animation: string): HTMLElement {
        const arrived = Object.assign(document.createElement('p'), { textContent: 'Arrived' });
        arrived.style.animation = animation;
        document.querySelector('main')?.append(arrived);
        return arrived;
      }
    });
    await ada.checkState('arrived');
  });
});
