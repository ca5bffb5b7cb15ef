import { type LabProcess, type StackReport } from '@holdfast/lab-api';
import { LabAction } from '../act/lab-action.view.tsx';
import { processActionsOf } from '../act/process-actions.ts';
import { TypedAction } from '../act/process-commands.view.tsx';
import { actWords } from '../act/words.ts';
import { Commands } from '../act/commands.view.tsx';
import { useStack } from '../stack/use-stack.ts';
import { useLab } from '../stream/use-lab.ts';
import { breakItWords, processSentence } from './words.ts';

/** Kills, starts or resumes each instance of payments, whichever its state calls for. */
export function Payments() {
  const stack = useStack();
  const payments = (useLab('processes') ?? []).filter(({ name }) => /^payments(-\d+)?$/.test(name));
  const states = processSentence(
    payments.map(({ name }) => name),
    payments.map(({ state }) => state),
  );
  return (
    <div className="break-it-item">
      <p className="small" role="status">
        {states}
      </p>
      {stack === undefined && <p className="small">{breakItWords.connecting}</p>}
      {stack !== undefined &&
        payments.map((process) => <Instance key={process.name} process={process} stack={stack} />)}
    </div>
  );
}

interface Props {
  readonly process: LabProcess;
  readonly stack: StackReport;
}

function Instance({ process, stack }: Props) {
  const wanted = process.state === 'down' ? 'start' : process.state === 'paused' ? 'resume' : 'kill';
  const offered = processActionsOf(process, stack).find(({ action }) => action === wanted);
  if (offered === undefined) return null;
  const { whyNot, request, command, expected } = offered;
  const label = actWords.doTo(offered.label, process.name);
  if (stack.target === 'containers')
    return (
      <>
        <p className="small">{actWords.typeIt}</p>
        <TypedAction offered={{ ...offered, label }} target={process.name} />
      </>
    );
  return (
    <>
      <LabAction
        target={process.name}
        label={label}
        whyNot={whyNot}
        request={request}
        expected={() => expected}
      />
      <Commands commands={[{ does: label, command: command }]} />
    </>
  );
}
