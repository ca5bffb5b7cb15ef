import { type UnfinishedKey } from '@holdfast/lab-api';
import { Command } from '../command/command.view.tsx';
import { useStack } from '../stack/use-stack.ts';
import { useRetry } from './use-retry.ts';
import { keysWords, nextCheckSentence } from './words.ts';

interface Props {
  readonly unfinished: UnfinishedKey;
  readonly now: number;
}

export function KeyRow({ unfinished, now }: Props) {
  const { service, operationId, operation, state, reason, createdAt } = unfinished;
  const { nextStep, nextCheckAt, endedBy, retryCommand } = unfinished;
  return (
    <li>
      <div>
        <p>
          <strong>{operation}</strong> of {service}
        </p>
        <p className="small">
          <code>{operationId}</code>
        </p>
        <p className="small quiet">{keysWords.startedAgo(now - createdAt)}</p>
      </div>
      <div>
        <p>{state}</p>
        {reason !== null && <p className="small quiet">{reason}</p>}
      </div>
      <div>
        <p>{nextStep}</p>
        <p className="small">{nextCheckSentence(nextCheckAt, now)}</p>
        <p className="small quiet">
          {keysWords.ends}: {endedBy}
        </p>
      </div>
      {retryCommand !== null && <Retry operationId={operationId} command={retryCommand} />}
    </li>
  );
}

function Retry({ operationId, command }: { readonly operationId: string; readonly command: string }) {
  const stack = useStack();
  const { isRetrying, says, retry } = useRetry(operationId);
  return (
    <div className="stack-tight">
      {stack?.target === 'containers' ? (
        <p className="small">{keysWords.typeIt}</p>
      ) : (
        <button
          type="button"
          className="button-small"
          aria-disabled={isRetrying}
          aria-busy={isRetrying}
          aria-label={keysWords.retryName(operationId)}
          onClick={retry}
        >
          {keysWords.retry}
        </button>
      )}
      <p className="small">{says}</p>
      <Command does={keysWords.inTerminal} command={command} />
    </div>
  );
}
