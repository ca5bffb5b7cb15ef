import './unattended.css';
import { type UnattendedReport } from '@holdfast/lab-api';
import { clockText } from '../../say/time.ts';
import { useNow } from '../../say/use-now.ts';
import { useAsked } from '../asked/use-asked.ts';
import { askedWords } from '../asked/words.ts';
import { Command } from '../command/command.view.tsx';
import { Mark } from '../mark/mark.view.tsx';
import { hasShortcuts } from '../shortcuts/shortcuts.ts';
import { StartPlans } from './start-plans.view.tsx';
import { stopPlans } from './unattended.act.ts';
import { progressText, tally, unattendedWords } from './words.ts';

/** Random plans from a seed, and the verdict after each. */
export function UnattendedPanel({ report }: { readonly report: UnattendedReport | undefined }) {
  if (report === undefined) return <p className="small quiet">{unattendedWords.unread}</p>;
  const isOn = report.state === 'running' || report.state === 'stopping';
  return (
    <div className="unattended card appear">
      <div className="stack">
        <p className="small">{unattendedWords.intro}</p>
        {isOn ? <Running report={report} /> : <StartPlans report={report} />}
        <Command does={unattendedWords.command} command={report.command} />
      </div>
      <Results results={report.results} />
    </div>
  );
}

function Running({ report }: { readonly report: UnattendedReport }) {
  const now = useNow(true);
  const { state, ask } = useAsked<'stopped'>(() => report.state !== 'running');
  return (
    <div className="stack-tight">
      <p className="digits">
        <strong>{progressText(report, now)}</strong> · {unattendedWords.seed.toLowerCase()} {report.seed} ·{' '}
        {tally(report)}
      </p>
      {report.plan !== null && (
        <p>
          {report.phase !== null && <strong>{unattendedWords.now[report.phase]}: </strong>}
          {report.plan}
        </p>
      )}
      <div className="row">
        <button type="button" className="button-small" onClick={() => void ask('stopped', stopPlans)}>
          {unattendedWords.stop}
        </button>
        <span className="small quiet">
          {report.state === 'stopping' ? unattendedWords.stopping : askedWords(state)}
        </span>
      </div>
    </div>
  );
}

const marks = { held: 'held', broken: 'broken', void: 'nothing' } as const;

function Results({ results }: Pick<UnattendedReport, 'results'>) {
  if (results.length === 0) return <p className="small quiet">{unattendedWords.none}</p>;
  return (
    <div className="stack-tight">
      <h2 className="lab-label">{unattendedWords.results}</h2>
      <ol className="plans small" tabIndex={0} {...hasShortcuts}>
        {results.toReversed().map(({ plan, verdict, reasons, endedAt }) => (
          <li key={`${endedAt} ${plan}`}>
            <Mark name={marks[verdict]} />
            <div>
              <p>
                <strong>{unattendedWords.verdicts[verdict]}</strong> {plan}
              </p>
              {reasons.map((reason) => (
                <p key={reason} className="quiet">
                  {reason}
                </p>
              ))}
            </div>
            <time dateTime={new Date(endedAt).toISOString()}>{clockText(endedAt)}</time>
          </li>
        ))}
      </ol>
    </div>
  );
}
