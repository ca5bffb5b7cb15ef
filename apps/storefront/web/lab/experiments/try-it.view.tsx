import { type ExperimentReport } from '@holdfast/lab-api';
import { Command } from '../command/command.view.tsx';
import { useStack } from '../stack/use-stack.ts';
import { commandFor, usualStack } from './command-for.ts';
import { experimentWords } from './words.ts';

interface Props {
  readonly tryIt: ExperimentReport['tryIt'];
  readonly isOpen: boolean;
}

/** Folded until a run is over: the experiment comes first. */
export function TryIt({ tryIt, isOpen }: Props) {
  const { commands, scenarios, code } = tryIt;
  const stack = useStack() ?? usualStack;
  return (
    <details className="try-it" open={isOpen}>
      <summary>{experimentWords.tryIt}</summary>
      <div className="stack">
        {commands.map(({ does, command }) => (
          <Command key={command} does={does} command={commandFor(command, stack)} />
        ))}
        {scenarios.length > 0 && (
          <Command
            does={experimentWords.scenarios}
            command={`npm run failure-suite -- --only ${scenarios.join(',')}`}
          />
        )}
        {code.length > 0 && (
          <p className="small">
            {experimentWords.code}:{' '}
            {code.map((path, index) => (
              <span key={path}>
                {index > 0 && ', '}
                <code>{path}</code>
              </span>
            ))}
          </p>
        )}
      </div>
    </details>
  );
}
