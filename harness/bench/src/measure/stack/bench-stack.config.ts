/** PORT_BASE, if the benchmark's stack must have certain ports. Default: any free ones. */
export const givenPortBase = (): string | undefined => process.env['PORT_BASE'];

/** The environment in which `npm start` looks for its running stack. */
export const startEnvironment = (): NodeJS.ProcessEnv => process.env;
