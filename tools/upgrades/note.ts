import { type Area, areaNames } from './areas.ts';

const fileName = /^\d{4}-\d{2}-\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*\.md$/;
const sections = ['Intent', 'What must hold', 'Keep your own', 'Check'];

/** The areas that a note covers. @throws Error that says what the note lacks */
export function readNote(file: string, text: string): readonly Area[] {
  const wrong = (what: string): Error => new Error(`${file}: ${what} See .upgrades/README.md.`);
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (!fileName.test(name)) throw wrong('the name must be a day and a subject, 2026-12-24-name-the-card.md.');
  if (!/^# \S/.test(text)) throw wrong('the first line must be its title.');
  const missing = sections.find((section) => !new RegExp(`^## ${section}\n\n[^#\\s]`, 'm').test(text));
  if (missing !== undefined) throw wrong(`the section "${missing}" is missing or empty.`);
  const changes = /^Changes: (.+)$/m.exec(text)?.[1]?.split(', ') ?? [];
  const unknown = changes.find((change) => !areaNames.includes(change as Area));
  if (changes.length === 0 || unknown !== undefined)
    throw wrong(`"Changes:" must list some of ${areaNames.join(', ')}.`);
  return changes as readonly Area[];
}
