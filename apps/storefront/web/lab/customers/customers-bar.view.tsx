import './customers.css';
import { useState } from 'react';
import { useLab } from '../stream/use-lab.ts';
import { UnattendedPanel } from '../unattended/unattended.view.tsx';
import { unattendedButton } from '../unattended/words.ts';
import { Rates } from './rates.view.tsx';
import { Seed } from './seed.view.tsx';
import { countersText, countsText, customersWords } from './words.ts';

const panelId = 'unattended';

/** The lab's own customers: their rate and their doings, and the stack's counters. */
export function CustomersBar() {
  const customers = useLab('customers');
  const counters = useLab('counters');
  const unattended = useLab('unattended');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section className="customers-bar" aria-label={customersWords.region}>
      <Rates customers={customers} />
      <div className="customers-seed-place">{customers !== undefined && <Seed customers={customers} />}</div>
      <div className="customers-counts small digits">
        <p>{customers === undefined ? customersWords.unread : countsText(customers)}</p>
        {customers?.fallsBehind === true && (
          <p className="customers-behind">{customersWords.fallsBehind(customers.inFlight)}</p>
        )}
        {counters !== undefined && <p className="quiet">{countersText(counters)}</p>}
      </div>
      <button
        type="button"
        className="button-small"
        aria-expanded={isOpen}
        aria-controls={panelId}
        onClick={() => setIsOpen(!isOpen)}
      >
        {unattendedButton(unattended)}
      </button>
      <div id={panelId} hidden={!isOpen}>
        {isOpen && <UnattendedPanel report={unattended} />}
      </div>
    </section>
  );
}
