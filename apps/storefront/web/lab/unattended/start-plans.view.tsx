import { type UnattendedReport } from '@holdfast/lab-api';
import { type FormEvent, useState } from 'react';
import { announce } from '../../say/announcements.ts';
import { useAsked } from '../asked/use-asked.ts';
import { askedWords } from '../asked/words.ts';
import { seedOf } from '../customers/seed.ts';
import { minutesOf } from './minutes.ts';
import { startPlans } from './unattended.act.ts';
import { unattendedWords } from './words.ts';

export function StartPlans({ report }: { readonly report: UnattendedReport }) {
  const [seed, setSeed] = useState(String(report.seed));
  const [minutes, setMinutes] = useState(String(report.minutes));
  const [isChecked, setIsChecked] = useState(false);
  // Another start of the same plans begins later.
  const { state, ask } = useAsked<number>((before) => (report.startedAt ?? 0) > before);
  const faults = {
    seed: seedOf(seed) === undefined ? unattendedWords.seedWrong : null,
    minutes: minutesOf(minutes) === undefined ? unattendedWords.minutesWrong : null,
  };
  const start = (event: FormEvent): void => {
    event.preventDefault();
    setIsChecked(true);
    const [ofSeed, ofMinutes] = [seedOf(seed), minutesOf(minutes)];
    if (ofSeed === undefined || ofMinutes === undefined)
      return announce([faults.seed, faults.minutes].filter((fault) => fault !== null).join(' '));
    void ask(report.startedAt ?? 0, () => startPlans(ofSeed, ofMinutes));
  };
  return (
    <form className="start-plans" noValidate onSubmit={start}>
      <Field name="seed" value={seed} onChange={setSeed} fault={isChecked ? faults.seed : null} />
      <Field name="minutes" value={minutes} onChange={setMinutes} fault={isChecked ? faults.minutes : null} />
      <button type="submit" className="button-small is-primary">
        {unattendedWords.start}
      </button>
      <span className="small quiet">{askedWords(state)}</span>
    </form>
  );
}

interface FieldProps {
  readonly name: 'seed' | 'minutes';
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly fault: string | null;
}

function Field({ name, value, onChange, fault }: FieldProps) {
  const id = `unattended-${name}`;
  return (
    <div className="small-field">
      <label htmlFor={id}>{unattendedWords[name]}</label>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        value={value}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : `${id}-error`}
        onChange={(event) => onChange(event.target.value)}
      />
      {fault !== null && (
        <p id={`${id}-error`} className="field-error">
          {fault}
        </p>
      )}
    </div>
  );
}
