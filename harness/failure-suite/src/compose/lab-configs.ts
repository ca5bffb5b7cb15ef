import { type EdgeConfig, type Protocol } from '@holdfast/lab-api';
import { containerEdges, hostOfCopy, type LabConfig } from '@holdfast/local-stack';
import { copies, insideCopies, usual, ingressPort } from './compose-ports.ts';

/** The lab between all containers, with separate edges per instance. */
export const labConfig: LabConfig = {
  controlPort: usual.failureLab,
  host: '0.0.0.0',
  edges: containerEdges(copies),
};

const edge = (
  to: string,
  protocol: Protocol,
  port: number,
  host: string,
  upstreamPort: number,
): EdgeConfig => ({
  edge: `suite->${to}`,
  from: 'suite',
  to,
  protocol,
  port,
  upstreams: [{ name: to, host, port: upstreamPort }],
});

/** A second lab that breaks nothing: through it, the suite reaches containers that publish no ports. */
export const ingressConfig: LabConfig = {
  controlPort: usual.failureLab,
  host: '0.0.0.0',
  edges: [
    ...insideCopies.map((copy) =>
      edge(copy.name, 'http', ingressPort(copy.name), hostOfCopy(copy), copy.port),
    ),
    edge('postgres', 'postgres', usual.postgres, 'postgres', 5_432),
    edge('redis', 'redis', usual.redis, 'redis', 6_379),
  ],
};
