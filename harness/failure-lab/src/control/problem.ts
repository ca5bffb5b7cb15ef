/** A request of the control API that cannot be met. Nothing was changed. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
  ) {
    super(detail);
  }
}

export const badRequest = (detail: string): Problem => new Problem(400, 'Bad request', detail);
export const notFound = (detail: string): Problem => new Problem(404, 'Not found', detail);
export const gone = (detail: string): Problem => new Problem(410, 'Gone', detail);
export const conflict = (detail: string): Problem => new Problem(409, 'Conflict', detail);
export const forbidden = (detail: string): Problem => new Problem(403, 'Forbidden', detail);
