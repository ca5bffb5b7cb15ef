import { type Experiment, type Step } from './experiment.ts';

const deploy = (number: number, word: string): Step => ({
  id: `deploy-${number}`,
  text: `Email is restarted (SIGTERM) for the ${word} time.`,
  acts: [{ act: 'process', action: 'restart', role: 'email' }],
  moments: [
    {
      id: `new-${number}`,
      text: 'Email is ready, as a new process.',
      withinMs: 31_000,
      kind: 'process',
      role: 'email',
      state: 'ready',
      isNew: true,
    },
  ],
});

export const threeDeploys: Experiment = {
  number: 6,
  id: 'three-deploys',
  title: 'Three deploys, one email',
  lesson:
    'Messages arrive at least once, effects count once, and a process finishes its work before it stops.',
  needs: ['processes', 'simulator'],
  predict: {
    question: 'Email is redeployed three times while five receipts are being sent. How many arrive?',
    guesses: [
      { text: 'Some arrive twice.', isRight: false },
      { text: 'Some never arrive.', isRight: false },
      { text: 'Five, each once.', isRight: true },
    ],
  },
  steps: [
    {
      id: 'buy',
      text: 'The lab delays every reply of the mail server. Five customers buy tea.',
      acts: [
        {
          act: 'fault',
          name: 'slow',
          edge: 'email->mail',
          fault: { kind: 'latency', ms: 500, direction: 'response' },
        },
        { act: 'arrive', customers: 'Customer', count: 5, everyMs: 100 },
      ],
      moments: [
        {
          id: 'bought',
          text: 'All five have paid.',
          withinMs: 10_000,
          kind: 'answer',
          customers: 'Customer',
          status: [201],
          times: 5,
        },
        {
          id: 'slow-struck',
          text: 'Email is talking to the slow mail server.',
          withinMs: 15_000,
          kind: 'strike',
          name: 'slow',
          state: 'struck',
        },
      ],
    },
    deploy(1, 'first'),
    deploy(2, 'second'),
    deploy(3, 'third'),
    {
      id: 'fixed',
      text: 'The delay ends.',
      acts: [{ act: 'clear', fault: 'slow' }],
      moments: [
        {
          id: 'receipts',
          text: 'Five receipts have arrived, with five different Message-IDs.',
          withinMs: 90_000,
          kind: 'emails',
          customers: 'Customer',
          receipts: 5,
        },
        {
          id: 'drained',
          text: 'Each email that was handed over got its reply: no process stopped in the middle.',
          withinMs: 90_000,
          kind: 'wire',
          edge: 'email->mail',
          direction: 'request',
          label: 'DATA content',
          count: { atLeast: 5 },
          since: 'buy',
          answered: true,
        },
      ],
    },
  ],
  afterwards:
    'A stopping process finishes the email in progress. The others stay in the queue, and a marker in the database keeps a second delivery from becoming a second email.',
  tryIt: {
    commands: [{ does: 'Restarts email.', command: 'npm run service -- restart email' }],
    scenarios: ['experiment-three-deploys', 'mailer-killed-while-sending'],
    code: ['apps/email/src/send-email', 'docs/adr/0012-commit-a-marker-before-smtps-final-dot.md'],
  },
};
