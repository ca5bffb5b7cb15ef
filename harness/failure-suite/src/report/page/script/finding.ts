/** Opens the element that the URL names, filters the scenarios, and unfolds what a print needs. */
export const finding = `
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  target?.scrollIntoView();
};
addEventListener('hashchange', reveal);
document.addEventListener('click', ({ target }) => {
  if (target.closest?.('a')?.getAttribute('href') === location.hash && location.hash) reveal();
});
if (location.hash) reveal();

const form = document.querySelector('.filter');
const found = [...document.querySelectorAll('details[data-verdict]')];
const searched = new Map();
const textOf = (shown) => {
  const own = () => {
    const each = run[shown.dataset.row];
    if (each === undefined) return shown.textContent.toLowerCase();
    return [each.name, each.broken, each.sees, ...each.saw, placeOf(each.cell), ...each.struck.map(placeOf), ...each.proves, ...each.reasons].join(' ').toLowerCase();
  };
  return searched.get(shown) ?? searched.set(shown, own()).get(shown);
};
const apply = () => {
  const wanted = form.querySelector('input').value.toLowerCase().split(/\\s+/).filter(Boolean);
  const verdict = form.querySelector('select').value;
  const isSearching = wanted.length > 0 || verdict !== '';
  for (const each of found)
    each.hidden = (verdict !== '' && each.dataset.verdict !== verdict) || !wanted.every((word) => textOf(each).includes(word));
  const shown = found.filter((each) => !each.hidden);
  const ids = new Set(shown.map(({ id }) => id));
  for (const line of document.querySelectorAll('[data-strikes]')) line.hidden = !rowsIn(line.dataset.strikes).some(({ id }) => ids.has(id));
  for (const fold of document.querySelectorAll('details.strikes')) {
    const matches = fold.querySelectorAll('details[data-verdict]:not([hidden])').length;
    fold.open = isSearching && matches > 0;
    fold.hidden = matches === 0;
  }
  form.querySelector('output').textContent = isSearching ? shown.length + ' of ' + found.length + ' shown' : '';
};
form.hidden = false;
form.addEventListener('input', apply);
form.addEventListener('submit', (event) => event.preventDefault());

addEventListener('beforeprint', () => {
  for (const each of document.querySelectorAll('details.scenario:not([data-verdict=held])')) each.open = true;
});
`;
