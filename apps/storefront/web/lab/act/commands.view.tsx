import { Command } from '../command/command.view.tsx';
import { actWords } from './words.ts';

interface Props {
  readonly commands: readonly { readonly does: string; readonly command: string }[];
}

/** The commands that do what the buttons above do, folded. */
export function Commands({ commands }: Props) {
  return (
    <details className="commands">
      <summary>{actWords.asCommand}</summary>
      <div className="stack-tight">
        {commands.map(({ does, command }) => (
          <Command key={`${does} ${command}`} does={does} command={command} />
        ))}
      </div>
    </details>
  );
}
