import { useId, useState } from 'react';
import { announce } from '../../say/announcements.ts';
import { type SystemConnection } from '../picture/system.ts';
import { useLab } from '../stream/use-lab.ts';
import { Commands } from './commands.view.tsx';
import { idsOn } from './expectation.ts';
import { entriesFor, type TableEntry } from './fault-table.ts';
import { LabAction } from './lab-action.view.tsx';
import { curlOf } from './lab-request.ts';
import { type FieldProblem, readEntry, type Typed } from './read-entry.ts';
import { useLabUrl } from './use-lab-url.ts';
import { actWords } from './words.ts';

interface Props {
  readonly connection: SystemConnection;
  readonly isKept: boolean;
}

/** Every fault and strike of the lab that fits this connection. */
export function MoreFaults({ connection, isKept }: Props) {
  const entries = entriesFor(connection.protocol);
  const [id, setId] = useState<string>(entries[0]?.id ?? '');
  const [typed, setTyped] = useState<Typed>({});
  const entry = entries.find((each) => each.id === id);
  if (entry === undefined) return null;
  const choose = (next: string): void => {
    setId(next);
    setTyped({});
  };
  return (
    <details className="more-faults">
      <summary>{actWords.more}</summary>
      <div className="stack-tight">
        <KindField entries={entries} chosen={entry} choose={choose} />
        <p className="small quiet">{entry.says}</p>
        <EntryForm
          key={id}
          connection={connection}
          isKept={isKept}
          entry={entry}
          typed={{ ...initialOf(entry), ...typed }}
          type={(name, text) => setTyped((before) => ({ ...before, [name]: text }))}
        />
      </div>
    </details>
  );
}

const initialOf = ({ fields }: TableEntry): Typed =>
  Object.fromEntries(fields.map(({ name, initial }) => [name, initial]));

interface KindProps {
  readonly entries: readonly TableEntry[];
  readonly chosen: TableEntry;
  readonly choose: (id: string) => void;
}

function KindField({ entries, chosen, choose }: KindProps) {
  const id = useId();
  const groups = [
    { label: actWords.allMessages, prefix: 'fault:' },
    { label: actWords.oneMessage, prefix: 'strike:' },
  ];
  return (
    <div className="field small">
      <label htmlFor={id}>{actWords.kind}</label>
      <select id={id} value={chosen.id} onChange={({ target }) => choose(target.value)}>
        {groups.map(({ label, prefix }) => (
          <optgroup key={prefix} label={label}>
            {entries
              .filter((entry) => entry.id.startsWith(prefix))
              .map((entry) => (
                <option key={entry.id} value={entry.id}>
                  {entry.label}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

interface FormProps extends Props {
  readonly entry: TableEntry;
  readonly typed: Typed;
  readonly type: (name: string, text: string) => void;
}

function EntryForm({ connection: { route }, isKept, entry, typed, type }: FormProps) {
  const labUrl = useLabUrl();
  const faults = useLab('faults');
  const read = readEntry(route, entry, typed, isKept);
  const problems = read.isOk ? [] : read.problems;
  const isStrike = entry.id.startsWith('strike:');
  const fields = [
    ...entry.fields.map(({ name, label, isOptional }) => ({ name, label, isOptional })),
    ...(entry.isOnMessages ? [{ name: 'label', label: actWords.label, isOptional: true }] : []),
    ...(entry.hasTimes ? [{ name: 'times', label: actWords.times, isOptional: true }] : []),
    ...(isStrike ? [{ name: 'ordinal', label: actWords.ordinal, isOptional: true }] : []),
  ];
  return (
    <>
      {entry.isOnMessages && entry.only === undefined && (
        <DirectionField isStrike={isStrike} value={typed['direction'] ?? ''} type={type} />
      )}
      {fields.map((field) => (
        <TextField
          key={field.name}
          {...field}
          value={typed[field.name] ?? ''}
          problem={problems.find((each) => each.field === field.name)}
          type={type}
        />
      ))}
      {read.isOk ? (
        <>
          <LabAction
            target={route}
            label={isStrike ? actWords.arm : actWords.set}
            request={read.request}
            expected={() => ({ kind: 'set', route, known: faults === undefined ? [] : idsOn(route, faults) })}
          />
          <Commands commands={[{ does: entry.label, command: curlOf(labUrl, read.request) }]} />
        </>
      ) : (
        <button
          type="button"
          className="button-small"
          aria-disabled="true"
          onClick={() => announce(read.problems.map(({ sentence }) => sentence).join(' '))}
        >
          {isStrike ? actWords.arm : actWords.set}
        </button>
      )}
    </>
  );
}

interface DirectionProps {
  readonly isStrike: boolean;
  readonly value: string;
  readonly type: (name: string, text: string) => void;
}

function DirectionField({ isStrike, value, type }: DirectionProps) {
  const id = useId();
  return (
    <div className="field small">
      <label htmlFor={id}>{actWords.direction}</label>
      <select id={id} value={value} onChange={({ target }) => type('direction', target.value)}>
        {!isStrike && <option value="">{actWords.usualDirection}</option>}
        <option value={isStrike ? '' : 'response'}>{actWords.responses}</option>
        <option value="request">{actWords.requests}</option>
      </select>
    </div>
  );
}

interface TextProps {
  readonly name: string;
  readonly label: string;
  readonly isOptional?: boolean | undefined;
  readonly value: string;
  readonly problem: FieldProblem | undefined;
  readonly type: (name: string, text: string) => void;
}

function TextField({ name, label, isOptional = false, value, problem, type }: TextProps) {
  const id = useId();
  return (
    <div className="field small">
      <label htmlFor={id}>{isOptional ? actWords.optional(label) : label}</label>
      <input
        id={id}
        value={value}
        inputMode={name === 'label' ? 'text' : 'numeric'}
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={({ target }) => type(name, target.value)}
      />
      {problem !== undefined && (
        <p className="field-error" id={`${id}-problem`}>
          {problem.sentence}
        </p>
      )}
    </div>
  );
}
