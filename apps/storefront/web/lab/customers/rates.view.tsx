import { type CustomersReport } from '@holdfast/lab-api';
import { useRef } from 'react';
import { useAsked } from '../asked/use-asked.ts';
import { askedWords } from '../asked/words.ts';
import { Segments } from '../segments/segments.view.tsx';
import { useShortcut } from '../shortcuts/use-shortcut.ts';
import { letCustomersIn } from './customers.act.ts';
import { customersWords } from './words.ts';

const rates = [0, 1, 3, 10] as const;

const textOf = (rate: number): string => (rate === 0 ? customersWords.off : customersWords.rate(rate));

/** The rate that the lab reports, and the ways to change it. */
export function Rates({ customers }: { readonly customers: CustomersReport | undefined }) {
  const row = useRef<HTMLDivElement>(null);
  const reported = customers?.ratePerSecond ?? null;
  const { state, target, ask } = useAsked<number>((rate) => rate === reported);
  useShortcut('c', () => row.current?.querySelector<HTMLInputElement>('input:checked, input')?.focus());
  const isOther = reported !== null && !rates.some((rate) => rate === reported);
  const choices = [...rates, ...(isOther ? [reported] : [])].map((value) => ({ value, text: textOf(value) }));
  return (
    <div className="customers-rates" ref={row}>
      <Segments
        legend={customersWords.legend}
        name="customers"
        choices={choices}
        value={reported}
        asked={target}
        onChoose={(ratePerSecond) =>
          void ask(ratePerSecond, () => letCustomersIn({ ratePerSecond, seed: customers?.seed ?? 1 }))
        }
      />
      <span className="small quiet">{askedWords(state)}</span>
    </div>
  );
}
