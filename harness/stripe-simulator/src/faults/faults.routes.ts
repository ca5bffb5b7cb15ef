import { type FastifyInstance } from 'fastify';
import { faultSchema } from './fault.ts';
import { type Faults } from './faults.ts';

export function faultRoutes(app: FastifyInstance, faults: Faults, knownRoutes: readonly string[]): void {
  const schema = faultSchema(knownRoutes);

  app.post('/_simulator/faults', async (request, reply) => {
    const parsed = schema.safeParse(request.body);
    if (parsed.success) return reply.code(201).send(faults.add(parsed.data));
    const problems = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    return reply
      .code(400)
      .send({ error: { code: 'invalid_fault', message: 'This fault is not valid.', problems } });
  });
  app.get('/_simulator/faults', () => ({ faults: faults.list() }));
  app.delete('/_simulator/faults', () => ({ removed: faults.clear() }));
}
