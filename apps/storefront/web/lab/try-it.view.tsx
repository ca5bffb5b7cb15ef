import { labPageWords } from './lab-words.ts';

const strike = {
  edge: 'payments->stripe',
  direction: 'response',
  label: 'POST /v1/payment_intents',
  action: { kind: 'reset' },
};

/** A command for a shell on this machine: the lab is reached at the address of this page. */
export function TryIt() {
  const command = `curl -s ${location.origin}/lab/api/strikes \\\n  -d '${JSON.stringify(strike)}'`;
  return (
    <section className="stack">
      <h2>{labPageWords.tryIt}</h2>
      <p>{labPageWords.tryItText}</p>
      <pre>
        <code>{command}</code>
      </pre>
      <p className="quiet">
        {labPageWords.more} <code>docs/tutorials/three-outages.md</code>,{' '}
        <code>harness/failure-lab/README.md</code>
      </p>
    </section>
  );
}
