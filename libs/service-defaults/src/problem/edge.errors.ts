import { type ProblemKind } from './problem.ts';

/** The refusals of any service, independent of its routes. */
export const edgeErrors = {
  notFound: { code: 'not_found', status: 404, title: 'Not found' },
  methodNotAllowed: { code: 'method_not_allowed', status: 405, title: 'Method not allowed' },
  malformedJson: { code: 'malformed_json', status: 400, title: 'The body is not valid JSON' },
  badRequest: { code: 'bad_request', status: 400, title: 'Malformed request' },
  requestTimeout: {
    code: 'request_timeout',
    status: 408,
    title: 'The request took too long to arrive',
  },
  uriTooLong: { code: 'uri_too_long', status: 414, title: 'The path is too long' },
  expectationFailed: {
    code: 'expectation_failed',
    status: 417,
    title: 'Unsupported Expect header',
  },
  headersTooLarge: { code: 'headers_too_large', status: 431, title: 'The headers are too large' },
  unsupportedMediaType: {
    code: 'unsupported_media_type',
    status: 415,
    title: 'Unsupported media type',
  },
  bodyTooLarge: { code: 'body_too_large', status: 413, title: 'The body is too large' },
  validationFailed: {
    code: 'validation_failed',
    status: 400,
    title: 'Validation failed',
  },
  unauthorized: { code: 'unauthorized', status: 401, title: 'A valid API key is required' },
  scopeMissing: { code: 'scope_missing', status: 403, title: 'The API key lacks a required scope' },
  notAllowedHere: { code: 'not_allowed_here', status: 403, title: 'This action is not allowed here' },
  internalError: { code: 'internal_error', status: 500, title: 'Something went wrong on our side' },
  serviceUnavailable: {
    code: 'service_unavailable',
    status: 503,
    title: 'The service is temporarily unavailable',
  },
  overloaded: { code: 'overloaded', status: 503, title: 'The service is overloaded' },
  deadlineExceeded: {
    code: 'deadline_exceeded',
    status: 504,
    title: "The request's deadline has passed",
  },
} as const satisfies Record<string, ProblemKind>;
