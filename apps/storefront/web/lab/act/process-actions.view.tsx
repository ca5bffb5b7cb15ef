import { type LabProcess } from '@holdfast/lab-api';
import { useStack } from '../stack/use-stack.ts';
import { Commands } from './commands.view.tsx';
import { LabAction } from './lab-action.view.tsx';
import { curlOf } from './lab-request.ts';
import { processActionsOf } from './process-actions.ts';
import { useLabUrl } from './use-lab-url.ts';
import { actWords } from './words.ts';

interface Props {
  readonly process: LabProcess;
  /** The node that shows the presses in the picture. */
  readonly target: string;
}

export function ProcessActions({ process, target }: Props) {
  const labUrl = useLabUrl();
  const { commandPrefix = '' } = useStack() ?? {};
  const actions = processActionsOf(process, { target: 'processes', commandPrefix });
  return (
    <>
      <div className="actions">
        {actions.map(({ action, label, whyNot, request, command, expected }) => (
          <LabAction
            key={action}
            target={target}
            label={label}
            name={actWords.doTo(label, process.name)}
            whyNot={whyNot}
            request={request}
            expected={() => expected}
          >
            <code>{command}</code>
          </LabAction>
        ))}
      </div>
      <Commands
        commands={actions.flatMap(({ label, request, command }) => [
          { does: actWords.inTerminal(label, process.name), command },
          { does: actWords.throughTheLab(label, process.name), command: curlOf(labUrl, request) },
        ])}
      />
    </>
  );
}
