import { useState } from 'react';

export interface Contact {
  readonly email: string;
  readonly name: string;
}

/** Kept in this tab, until it is closed. */
const entry = 'holdfast.contact';

function readContact(): Contact {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(entry) ?? '{}');
    const { email, name } = (value ?? {}) as Partial<Record<keyof Contact, unknown>>;
    return { email: textOf(email), name: textOf(name) };
  } catch {
    return { email: '', name: '' };
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The customer's email address and name as typed, also after a reload, else those of the last purchase. */
export function useContact(
  last: Contact | undefined,
): readonly [Contact, (change: Partial<Contact>) => void] {
  const [contact, setContact] = useState(() => {
    const typed = readContact();
    return typed.email === '' && last !== undefined ? last : typed;
  });
  const change = (members: Partial<Contact>): void => {
    const changed = { ...contact, ...members };
    setContact(changed);
    try {
      sessionStorage.setItem(entry, JSON.stringify(changed));
    } catch {
      // Blocked: they last as long as the page.
    }
  };
  return [contact, change];
}
