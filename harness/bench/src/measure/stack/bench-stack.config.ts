/** PORT_BASE, if the benchmark's stack must have certain ports. Default: any free ones. */
export const givenPortBase = (): string | undefined => process.env['PORT_BASE'];
