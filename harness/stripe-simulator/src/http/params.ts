import { parse, type ParsedQs } from 'qs';
import { type Stripe } from 'stripe';
import { invalidRequest, type StripeError } from './stripe-error.ts';

/** Stripe's form encoding: `a[b]=1`, `list[]=x`, `list[0]=x`. */
export function parseForm(text: string): ParsedQs {
  return parse(text, { plainObjects: true, depth: 10, parameterLimit: 1_000, arrayLimit: 100 });
}

type Value = ParsedQs[string];

/** Reads a request's parameters by type; `rejectUnknown` then refuses any that were not read. */
export class Params {
  private readonly known = new Set<string>();
  private readonly children = new Map<string, Params>();

  constructor(
    private readonly form: ParsedQs,
    private readonly parent?: string,
  ) {}

  text(name: string, { maxLength = 5_000 } = {}): string | undefined {
    const value = this.take(name);
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') throw this.refusal(name, `Invalid string: ${JSON.stringify(value)}`);
    if (value.length <= maxLength) return value;
    throw this.refusal(
      name,
      `Invalid string: ${value.slice(0, 20)}...; must be at most ${maxLength} characters`,
    );
  }

  /** Null if an empty value unsets it. */
  textOrUnset(name: string, limits: { maxLength?: number } = {}): string | null | undefined {
    return this.form[name] === '' && this.take(name) === '' ? null : this.text(name, limits);
  }

  requiredText(name: string): string {
    return this.text(name) ?? this.missing(name);
  }

  integer(name: string, { min, max }: { min: number; max: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const invalid = (message: string) => this.refusal(name, message, 'parameter_invalid_integer');
    if (!/^-?\d{1,15}$/.test(text)) throw invalid(`Invalid integer: ${text}`);
    const value = Number(text);
    if (value < min) throw invalid(`This value must be greater than or equal to ${min}.`);
    if (value > max) throw invalid(`This value must be less than or equal to ${max}.`);
    return value;
  }

  requiredInteger(name: string, range: { min: number; max: number }): number {
    return this.integer(name, range) ?? this.missing(name);
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    // Python's official client sends True and False.
    const value = text.toLowerCase();
    if (value === 'true' || value === 'false') return value === 'true';
    throw this.refusal(name, `Invalid boolean: ${text}`);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = allowed.find((option) => option === text);
    if (found !== undefined) return found;
    const list = new Intl.ListFormat('en-US', { type: 'disjunction' }).format(allowed);
    throw this.refusal(
      name,
      `Invalid ${this.full(name)}: must be ${allowed.length > 1 ? 'one of ' : ''}${list}`,
    );
  }

  texts(name: string): string[] {
    const value = this.take(name);
    if (value === undefined || value === '') return [];
    const list = Array.isArray(value) ? value : [value];
    return list.map((item) => {
      if (typeof item === 'string') return item;
      throw this.refusal(name, 'Invalid array');
    });
  }

  nested(name: string): Params | undefined {
    const value = this.take(name);
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string' || Array.isArray(value)) throw this.refusal(name, 'Invalid object');
    const child = this.children.get(name) ?? new Params(value, this.full(name));
    this.children.set(name, child);
    return child;
  }

  /** Stripe's limits: 50 keys, 40 characters a key, 500 a value; an empty value unsets its key. */
  metadata(): Record<string, string> {
    const value = this.take('metadata');
    if (value === undefined || value === '') return {};
    if (typeof value === 'string' || Array.isArray(value)) throw this.refusal('metadata', 'Invalid object');
    const entries = Object.entries(value).filter(([, text]) => text !== '');
    if (entries.length > 50) throw this.refusal('metadata', 'You can only have up to 50 keys on an object.');
    return Object.fromEntries(entries.map(([key, text]) => [key, this.metadataValue(key, text)]));
  }

  /** The metadata after an update: an empty value unsets its key, an empty `metadata` all. */
  metadataChanges(): (before: Stripe.Metadata) => Stripe.Metadata {
    const value = this.form['metadata'];
    const given = this.metadata();
    if (value === '') return () => ({});
    const unset = isForm(value) ? Object.keys(value).filter((key) => value[key] === '') : [];
    return (before) => {
      const kept = Object.entries(before).filter(([key]) => !unset.includes(key));
      const after = { ...Object.fromEntries(kept), ...given };
      if (Object.keys(after).length <= 50) return after;
      throw this.refusal('metadata', 'You can only have up to 50 keys on an object.');
    };
  }

  rejectUnknown(): void {
    const unknown = Object.keys(this.form).filter((name) => !this.known.has(name));
    const [first] = unknown;
    if (first !== undefined) {
      const names = unknown.map((name) => this.full(name)).join(', ');
      const message = `Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${names}`;
      throw this.refusal(first, message, 'parameter_unknown');
    }
    for (const child of this.children.values()) child.rejectUnknown();
  }

  /** Checks a value beyond its type; errors use the full parameter name. */
  refusal(name: string, message: string, code?: string): StripeError {
    return invalidRequest(message, { param: this.full(name), ...(code === undefined ? {} : { code }) });
  }

  isText(name: string): boolean {
    return typeof this.form[name] === 'string';
  }

  private metadataValue(key: string, value: Value): string {
    const param = `metadata[${key}]`;
    if (typeof value !== 'string') throw invalidRequest('Metadata values must be strings', { param });
    if (key.length > 40) {
      throw invalidRequest(`Metadata keys can have up to 40 characters, but you passed in ${key.length}.`, {
        param,
      });
    }
    if (value.length <= 500) return value;
    const message = `Metadata values can have up to 500 characters, but you passed in a value that is ${value.length} characters.`;
    throw invalidRequest(message, { param });
  }

  private take(name: string): Value {
    this.known.add(name);
    return this.form[name];
  }

  missing(name: string): never {
    const full = this.full(name);
    if (this.form[name] !== '')
      throw this.refusal(name, `Missing required param: ${full}.`, 'parameter_missing');
    const message =
      `You passed an empty string for '${full}'. We assume empty values are an attempt to unset a parameter; however ` +
      `'${full}' cannot be unset. You should remove '${full}' from your request or supply a non-empty value.`;
    throw this.refusal(name, message, 'parameter_invalid_empty');
  }

  private full(name: string): string {
    return this.parent === undefined ? name : `${this.parent}[${name}]`;
  }
}

function isForm(value: Value): value is ParsedQs {
  return typeof value === 'object' && !Array.isArray(value);
}
