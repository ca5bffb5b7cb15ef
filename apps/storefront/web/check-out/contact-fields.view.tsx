import { type InputHTMLAttributes } from 'react';
import { words } from '../words.ts';
import { longestEmail, longestName } from './contact-faults.ts';
import { type Contact } from './contact.storage.ts';
import { type Field } from './outcome-words.ts';

interface Props {
  readonly contact: Contact;
  readonly onChange: (change: Partial<Contact>) => void;
  readonly faultOf: (field: Field) => string | undefined;
  readonly isReadOnly: boolean;
}

export function ContactFields({ contact, onChange, faultOf, isReadOnly }: Props) {
  return (
    <div className="stack">
      <TextField
        id="email"
        label={words.checkout.email}
        hint={words.checkout.emailHint}
        fault={faultOf('email')}
        type="email"
        autoComplete="email"
        maxLength={longestEmail}
        required
        value={contact.email}
        readOnly={isReadOnly}
        onChange={({ target }) => onChange({ email: target.value })}
      />
      <TextField
        id="name"
        label={words.checkout.name}
        fault={faultOf('name')}
        type="text"
        autoComplete="name"
        maxLength={longestName}
        value={contact.name}
        readOnly={isReadOnly}
        onChange={({ target }) => onChange({ name: target.value })}
      />
    </div>
  );
}

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly id: Field;
  readonly label: string;
  readonly hint?: string;
  readonly fault: string | undefined;
}

/** A line of text with its label, hint and fault. */
function TextField({ label, hint, fault, ...attributes }: TextFieldProps) {
  const { id } = attributes;
  const described = [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...attributes}
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
