import { type StackReport } from '@holdfast/lab-api';

type Stack = Pick<StackReport, 'portBase' | 'commandPrefix'>;

const usualPortBase = 3_000;

export const usualStack: Stack = { portBase: usualPortBase, commandPrefix: '' };

/** A command for a stack at 3000 and with the default DATA_DIR, for another stack. */
export const commandFor = (command: string, { portBase, commandPrefix }: Stack): string =>
  command
    .replace(/^npm run service\b/, `${commandPrefix}$&`)
    .replaceAll(/(?<=\blocalhost:)3\d{3}\b/g, (port) => String(Number(port) - usualPortBase + portBase));
