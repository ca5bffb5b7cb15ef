import { type LabProcess } from '@holdfast/lab-api';
import { useId, useState } from 'react';
import { ProcessState } from '../picture/process-state.view.tsx';
import { type SystemNode } from '../picture/system.ts';
import { pictureWords } from '../picture/words.ts';
import { useStack } from '../stack/use-stack.ts';
import { ProcessActions } from './process-actions.view.tsx';
import { ProcessCommands } from './process-commands.view.tsx';
import { ProviderActions } from './provider-actions.view.tsx';
import { actWords } from './words.ts';

/** One role: the state of its processes and the ways to break them. */
export function NodePanel({ node: { name, processes } }: { readonly node: SystemNode }) {
  const [chosen, setChosen] = useState(processes[0]?.name);
  const process = processes.find((each) => each.name === chosen) ?? processes[0];
  return (
    <div className="panel stack">
      <h2 tabIndex={-1}>{pictureWords.nodeName(name)}</h2>
      {processes.length > 1 && <Instances processes={processes} chosen={process?.name} choose={setChosen} />}
      {process === undefined ? (
        <p>{name === 'shopper' ? actWords.customers : actWords.notAProcess}</p>
      ) : (
        <>
          <ProcessFacts process={process} />
          <ActionsOf key={process.name} process={process} target={name} />
        </>
      )}
      {name === 'mail' && <InboxLink />}
      {name === 'stripe' && <ProviderActions />}
    </div>
  );
}

function InboxLink() {
  const inbox = useStack()?.links.inbox ?? null;
  return (
    inbox !== null && (
      <a href={inbox} target="_blank" rel="noreferrer">
        {pictureWords.openInbox}
      </a>
    )
  );
}

/** With a supervisor, buttons; in containers, commands whose effect the page waits for. */
function ActionsOf({ process, target }: { readonly process: LabProcess; readonly target: string }) {
  const stack = useStack();
  if (stack === undefined) return <p className="quiet">{actWords.readingStack}</p>;
  return stack.has.includes('processes') ? (
    <ProcessActions process={process} target={target} />
  ) : (
    <ProcessCommands process={process} target={target} />
  );
}

interface InstancesProps {
  readonly processes: readonly LabProcess[];
  readonly chosen: string | undefined;
  readonly choose: (name: string) => void;
}

function Instances({ processes, chosen, choose }: InstancesProps) {
  const group = useId();
  return (
    <fieldset className="instances">
      <legend className="small">{actWords.which}</legend>
      {processes.map((process) => (
        <label key={process.name}>
          <input
            type="radio"
            name={group}
            checked={process.name === chosen}
            onChange={() => choose(process.name)}
          />
          <span>{process.name}</span>
          <ProcessState process={process} />
        </label>
      ))}
    </fieldset>
  );
}

function ProcessFacts({ process }: { readonly process: LabProcess }) {
  const { pid, port, memoryBytes, degraded } = process;
  const facts: readonly (readonly [string, string | number | null])[] = [
    [actWords.pid, pid],
    [actWords.port, port],
    [actWords.memory, memoryBytes === null ? null : actWords.mebibytes(memoryBytes)],
    [actWords.worksWithout, degraded.length === 0 ? null : degraded.join(', ')],
  ];
  return (
    <dl className="panel-facts small">
      <div>
        <dt>{actWords.state}</dt>
        <dd>
          <ProcessState process={process} />
        </dd>
      </div>
      {facts.map(
        ([term, value]) =>
          value !== null && (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
