import { type Fixing } from './use-fix.ts';
import { fixWords } from './words.ts';

/** The lab's report, failures first. */
export function FixReportView({ result, close }: Pick<Fixing, 'result' | 'close'>) {
  if (result === null) return null;
  const { sentence, report } = result;
  return (
    <div className="fix-report appear">
      <p className="fix-sentence">{sentence}</p>
      {report !== null && (
        <ul className="small">
          {report.failed.map((line) => (
            <li key={line} className="fix-failed">
              {line}
            </li>
          ))}
          {report.did.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <button type="button" className="button-small" onClick={close}>
        {fixWords.close}
      </button>
    </div>
  );
}
