import { type LabProcess } from '@holdfast/lab-api';
import { useState } from 'react';
import { Command } from '../command/command.view.tsx';
import { useLab } from '../stream/use-lab.ts';
import { type OfferedProcessAction, processActionsOf } from './process-actions.ts';
import { nextWait, type TypedWait } from './typed-wait.ts';
import { useMarkAsked } from './use-asked-targets.ts';
import { actWords } from './words.ts';

interface Props {
  readonly process: LabProcess;
  readonly target: string;
}

/** Containers have no supervisor: people type the command, and the page waits for its effect. */
export function ProcessCommands({ process, target }: Props) {
  return (
    <div className="stack-tight">
      <p className="small">{actWords.typeIt}</p>
      {processActionsOf(process, { target: 'containers', commandPrefix: '' }).map((offered) => (
        <TypedAction key={offered.action} offered={offered} target={target} />
      ))}
    </div>
  );
}

interface TypedProps {
  readonly offered: OfferedProcessAction;
  readonly target: string;
}

/** One action to type; it waits for its effect once its command is copied. */
export function TypedAction({ offered: { label, whyNot, command, expected }, target }: TypedProps) {
  const processes = useLab('processes');
  const [before, setWait] = useState<TypedWait>('idle');
  const wait = nextWait(before, expected, { processes, faults: undefined });
  if (wait !== before) setWait(wait);
  useMarkAsked(target, wait !== 'idle');
  if (whyNot !== null && wait === 'idle')
    return (
      <p className="small quiet">
        <strong>{label}</strong>: {whyNot}
      </p>
    );
  return (
    <div>
      <Command does={label} command={command} onCopied={() => setWait('waiting')} />
      <p className="action-says small">{wait === 'idle' ? '' : actWords.waiting(label)}</p>
    </div>
  );
}
