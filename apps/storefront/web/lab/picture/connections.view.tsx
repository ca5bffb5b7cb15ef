import { edgeText } from './breakages.view.tsx';
import { labPageWords } from '../lab-words.ts';
import { type LabState } from './lab-state.ts';

const count = new Intl.NumberFormat('en-US');

export function Connections({ edges }: Pick<LabState, 'edges'>) {
  return (
    <details>
      <summary>{labPageWords.connections(edges.length)}</summary>
      <table className="connections">
        <thead>
          <tr>
            <th scope="col">{labPageWords.edge}</th>
            <th scope="col">{labPageWords.messages}</th>
          </tr>
        </thead>
        <tbody>
          {edges.map(({ edge, messages }) => (
            <tr key={edge}>
              <th scope="row" className="code">
                {edgeText(edge)}
              </th>
              <td>{count.format(messages)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
