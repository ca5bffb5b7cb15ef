export const usualPortBase = 3_000;

/** A command that names the ports of a stack at 3000, for a stack at another `PORT_BASE`. */
export const commandFor = (command: string, portBase: number): string =>
  command.replaceAll(/(?<=\blocalhost:)3\d{3}\b/g, (port) => String(Number(port) - usualPortBase + portBase));
