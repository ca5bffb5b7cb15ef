export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
