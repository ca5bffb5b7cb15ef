export interface RenderedEmail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
