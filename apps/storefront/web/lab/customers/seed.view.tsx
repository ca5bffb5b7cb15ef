import { type CustomersReport } from '@holdfast/lab-api';
import { type FormEvent, useState } from 'react';
import { announce } from '../../say/announcements.ts';
import { useAsked } from '../asked/use-asked.ts';
import { askedWords } from '../asked/words.ts';
import { letCustomersIn } from './customers.act.ts';
import { seedOf } from './seed.ts';
import { customersWords } from './words.ts';

const errorId = 'customers-seed-error';

/** The seed that the lab reports; another one is sent with Enter. */
export function Seed({ customers }: { readonly customers: CustomersReport }) {
  const [reported, setReported] = useState(customers.seed);
  const [typed, setTyped] = useState(String(customers.seed));
  const [isWrong, setIsWrong] = useState(false);
  if (reported !== customers.seed) {
    setReported(customers.seed);
    setTyped(String(customers.seed));
    setIsWrong(false);
  }
  const { state, ask } = useAsked<number>((seed) => seed === customers.seed);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const seed = seedOf(typed);
    setIsWrong(seed === undefined);
    if (seed === undefined) announce(customersWords.seedWrong);
    else void ask(seed, () => letCustomersIn({ ratePerSecond: customers.ratePerSecond, seed }));
  };
  const said = isWrong ? customersWords.seedWrong : askedWords(state);
  return (
    <form className="customers-seed small" noValidate onSubmit={send}>
      <label htmlFor="customers-seed">{customersWords.seed}</label>
      <input
        id="customers-seed"
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? errorId : undefined}
        onChange={(event) => setTyped(event.target.value)}
      />
      {said !== '' && (
        <span id={errorId} className={isWrong ? 'field-error' : 'quiet'}>
          {said}
        </span>
      )}
    </form>
  );
}
