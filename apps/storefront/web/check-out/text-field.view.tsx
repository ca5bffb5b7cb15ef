import { type InputHTMLAttributes, type RefObject } from 'react';

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly fault: string | undefined;
  readonly input: RefObject<HTMLInputElement | null>;
}

/** A line of text with its label, hint and fault. */
export function TextField({ label, hint, fault, input, ...attributes }: Props) {
  const { id } = attributes;
  const described = [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        type="text"
        {...attributes}
        ref={input}
        aria-invalid={fault === undefined ? undefined : true}
        aria-describedby={described.join(' ').trim() || undefined}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p id={`${id}-fault`} className="field-error">
          {fault}
        </p>
      )}
    </div>
  );
}
