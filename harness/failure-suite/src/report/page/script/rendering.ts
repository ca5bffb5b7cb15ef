/** Builds scenarios, grids and lists of links. Text is inserted as text: it never becomes markup. */
export const rendering = `
const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.flat().filter((child) => child !== null));
  return made;
};
const listOf = (items, className = '') =>
  element('ul', { className }, items.map((each) => element('li', {}, each)));
const severalOf = (items, none) => items.length === 0 ? none : items.length === 1 ? items[0] : listOf(items);
const placeOf = ({ edge, fault, phase }) => edge + ': ' + fault + ', ' + phase;

const bodyOf = (each) => {
  const facts = [
    ['The customer should see', each.sees],
    ['The customer saw', severalOf(each.saw, 'nothing: no customer took part')],
    ['Where', placeOf(each.cell)], ...(each.struck.length > 0 ? [['Struck', severalOf(each.struck.map(placeOf))]] : []),
    ['At rest', each.rest < 0 ? 'not within its time limit' : duration(each.rest) + ' after healing'],
    ['Invariants', each.checked === 0 ? '∅ none were checked' : each.holding === each.checked ? '✓ all ' + each.checked + ' hold' : '✗ ' + (each.checked - each.holding) + ' of ' + each.checked + ' violated'],
    ...(each.proves.length > 0 ? [['Readiness', each.proves.join(', ')]] : []),
    ['Run again', element('code', {}, 'npm run failure-suite -- ' + each.again)],
  ];
  const timeline = document.querySelector('template[data-row="' + each.row + '"]');
  return element('div', { className: 'inside' },
    each.reasons.length > 0 ? listOf(each.reasons, 'reasons') : null,
    element('dl', {}, facts.flatMap(([name, fact]) => [element('dt', {}, name), element('dd', {}, fact)])),
    timeline === null ? null : timeline.content.cloneNode(true));
};

/** Folded; what is inside is built when it is opened. */
const scenarioOf = (each) => {
  const span = (className, text) => element('span', { className }, text);
  const made = element('details', { className: 'scenario', id: each.id }, element('summary', {},
    span('tag ' + each.verdict, each.sign + ' ' + each.verdict), ' ', span('name', each.name),
    span('took quiet', duration(each.took)), ' ', span('what', each.broken)));
  made.dataset.verdict = each.verdict;
  made.dataset.row = each.row;
  made.addEventListener('toggle', () => made.children.length === 1 && made.append(bodyOf(each)));
  return made;
};
for (const list of document.querySelectorAll('[data-scenarios]'))
  list.append(...rowsIn(list.dataset.scenarios).filter(({ id }) => document.getElementById(id) === null).map(scenarioOf));

const linkTo = (each, text) => element('a', { href: '#' + each.id, title: each.sees }, text);
const fill = (list) => {
  if (list.children.length > 0) return;
  for (const each of rowsIn(list.dataset.rows))
    list.append(element('li', {}, linkTo(each, each.sign + ' ' + each.name),
      'what' in list.dataset ? [element('br', {}), element('span', { className: 'quiet' }, each.broken)] : []));
};
for (const list of document.querySelectorAll('[data-rows]')) {
  const fold = list.closest('details');
  if (fold === null) fill(list);
  else fold.addEventListener('toggle', () => fill(list));
}

/** One operation: its messages in order, with the result of each fault. */
const gridRow = (strikes, faults) => {
  const [{ point, cell }] = strikes;
  const made = element('tr', {},
    element('th', { scope: 'row' }, element('code', {}, (point.direction === 'request' ? '→ ' : '← ') + point.label),
      point.ordinal > 1 ? ' (no. ' + point.ordinal + ')' : ''),
    element('td', {}, cell.edge),
    faults.map((fault) => {
      const own = strikes.filter((each) => each.cell.fault === fault);
      const worst = own.find(({ verdict }) => verdict !== 'held');
      return element('td', { className: own.length === 0 ? 'none' : worst ? worst.verdict + '-cell' : '' },
        own.length === 0 ? '–' : own.map((each) => linkTo(each, each.sign + ' ' + (each.verdict === 'held' ? each.status : each.verdict))));
    }));
  made.dataset.strikes = strikes.map(({ row }) => row).join(' ');
  return made;
};
for (const table of document.querySelectorAll('[data-grid]')) {
  const strikes = rowsIn(table.dataset.grid);
  const faults = [...new Set(strikes.map(({ cell }) => cell.fault))].sort();
  const pointOf = ({ cell, point }) => JSON.stringify([cell.edge, point]);
  table.append(
    element('thead', {}, element('tr', {}, ['Message (→ request, ← response)', 'Edge', ...faults].map((name) => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, [...Map.groupBy(strikes, pointOf).values()].map((own) => gridRow(own, faults))));
}
`;
