import './segments.css';

interface Props<T extends string | number> {
  readonly legend: string;
  readonly name: string;
  readonly choices: readonly { readonly value: T; readonly text: string }[];
  /** The state that is true; null if it is none of the choices. */
  readonly value: T | null;
  /** Pressed, and not confirmed yet. */
  readonly asked?: T | null;
  readonly onChoose: (value: T) => void;
}

/** A radio group in one line. */
export function Segments<T extends string | number>({
  legend,
  name,
  choices,
  value,
  asked = null,
  onChoose,
}: Props<T>) {
  return (
    <fieldset className="segments">
      <legend>{legend}</legend>
      <div className="segments-row">
        {choices.map((choice) => (
          <label key={choice.value} className={choice.value === asked ? 'is-asked' : undefined}>
            <input
              type="radio"
              name={name}
              checked={choice.value === value}
              onChange={() => onChoose(choice.value)}
            />
            <span>{choice.text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
