/** Opens the element that the URL names, and filters the scenarios. The page is complete without it. */
export const script = `
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  target?.scrollIntoView();
};
addEventListener('hashchange', reveal);
if (location.hash) reveal();
const form = document.querySelector('.filter');
if (form) {
  form.hidden = false;
  const words = form.querySelector('input'), verdict = form.querySelector('select'), count = form.querySelector('output');
  const rows = [...document.querySelectorAll('[data-verdict]')];
  const texts = new Map();
  const textOf = (row) => texts.get(row) ?? texts.set(row, row.textContent.toLowerCase()).get(row);
  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = (!verdict.value || row.dataset.verdict.split(' ').includes(verdict.value)) && wanted.every((word) => textOf(row).includes(word));
      row.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = wanted.length || verdict.value ? shown + ' of ' + rows.length + ' shown' : '';
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
}
addEventListener('beforeprint', () => {
  for (const each of document.querySelectorAll('details.scenario[data-verdict]:not([data-verdict=held])')) each.open = true;
});
`;
