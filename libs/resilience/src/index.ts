export { DependencyError, type CallFate } from './dependency-error.ts';
export { HttpClient, type HttpClientOptions, type HttpRequest, type HttpResponse } from './http-client.ts';
