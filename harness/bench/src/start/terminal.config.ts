/** The environment of a terminal: without that of the `npm run` around this bench. */
export const terminalEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE|INIT_CWD$)/.test(name)));
