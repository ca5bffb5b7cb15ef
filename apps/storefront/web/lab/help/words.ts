export const helpWords = {
  open: 'Keys',
  heading: 'Keys',
  where: 'They work while the picture or a list of the lab has the focus.',
  keys: [
    ['?', 'Show this help'],
    ['m', 'Fix everything'],
    ['c', 'Go to the customers'],
    ['p', 'Pause or resume the timeline'],
    ['← → ↑ ↓', 'Move in the picture and on the timeline'],
    ['Enter', 'Open the selected part or message'],
    ['Esc', 'Close it'],
  ],
  close: 'Close',
} as const;
