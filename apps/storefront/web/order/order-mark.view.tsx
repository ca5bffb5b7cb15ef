import { type OrderWords } from './order-words.ts';

const shapes: Readonly<Record<OrderWords['tone'], string>> = {
  held: 'M5 10.5l3.2 3.2L15 7',
  wait: 'M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M10 6.5V10l2.5 1.5',
  broken: 'M6 6l8 8M14 6l-8 8',
  returned: 'M8.5 5.5L5 9l3.5 3.5M5 9h6.5a3 3 0 0 1 0 6H9',
  unknown: 'M7.5 7.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M10 14.5v.01',
};

/** The state in a word, a shape and a color. */
export function OrderMark({ tone, title }: Pick<OrderWords, 'tone' | 'title'>) {
  return (
    <p className={`order-mark ${tone}`}>
      <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
        <path d={shapes[tone]} />
      </svg>
      {title}
    </p>
  );
}
