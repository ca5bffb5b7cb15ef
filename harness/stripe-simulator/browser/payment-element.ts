import type { Appearance } from '@stripe/stripe-js';
import { applyAppearance, elementStyle } from './element-style.ts';
import { type TestMethod, testMethods } from './test-methods.ts';

const notice = 'This is a demo: choose a test method. No real card is needed, and no money moves.';

/** Test methods as a group of radio buttons, in a shadow root of its own. */
export class PaymentElement {
  private readonly host = document.createElement('div');
  private readonly handlers = new Map<string, ((event: object) => unknown)[]>();
  private readonly message = paragraph('error', '');
  private readonly groups = document.createElement('div');
  chosen: TestMethod | undefined;

  constructor(currency: string | undefined, appearance: Appearance | undefined) {
    const root = this.host.attachShadow({ mode: 'open', delegatesFocus: true });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(elementStyle);
    root.adoptedStyleSheets = [sheet];
    const fieldset = document.createElement('fieldset');
    const legend = document.createElement('legend');
    legend.textContent = 'Pay with';
    this.message.id = 'error';
    fieldset.setAttribute('aria-describedby', 'notice error');
    const demo = paragraph('notice', notice);
    demo.id = 'notice';
    fieldset.append(legend, demo, this.message, this.groups);
    root.append(fieldset);
    this.host.addEventListener('focusin', () => this.emit('focus'));
    this.host.addEventListener('focusout', () => this.emit('blur'));
    this.offer(currency);
    this.dress(appearance);
  }

  mount(place: string | HTMLElement): void {
    const container = typeof place === 'string' ? document.querySelector(place) : place;
    if (container === null)
      throw new Error(`The selector you specified (${place as string}) applies to no element.`);
    container.replaceChildren(this.host);
    queueMicrotask(() => this.emit('ready'));
  }

  unmount(): void {
    this.host.remove();
  }

  destroy(): void {
    this.unmount();
    this.handlers.clear();
  }

  focus(): void {
    (this.inputs().find(({ checked }) => checked) ?? this.inputs()[0])?.focus();
  }

  blur(): void {
    for (const input of this.inputs()) input.blur();
  }

  clear(): void {
    for (const input of this.inputs()) input.checked = false;
    this.choose(undefined);
  }

  on(type: string, handler: (event: object) => unknown): this {
    this.handlers.set(type, [...(this.handlers.get(type) ?? []), handler]);
    return this;
  }

  /** Shows the methods of a currency. A choice that it does not have is cleared. */
  offer(currency: string | undefined): void {
    const isOffered = ({ type }: TestMethod): boolean => type === 'card' || currency === 'usd';
    const groups = testMethods.map(({ heading, methods }) => this.group(heading, methods.filter(isOffered)));
    this.groups.replaceChildren(...groups);
    if (this.chosen !== undefined && !isOffered(this.chosen)) this.choose(undefined);
  }

  dress(appearance: Appearance | undefined): void {
    applyAppearance(this.host, appearance);
  }

  /** The chosen method; without one, says so at the choices. */
  demand(): TestMethod | undefined {
    this.complain(this.chosen === undefined ? 'Choose how to pay.' : '');
    return this.chosen;
  }

  private group(heading: string, methods: readonly TestMethod[]): HTMLElement {
    const group = document.createElement('div');
    const title = paragraph('heading', heading);
    title.id = idOf(heading);
    group.setAttribute('role', 'group');
    group.setAttribute('aria-labelledby', title.id);
    const list = document.createElement('div');
    list.className = 'methods';
    list.append(...methods.map((method) => this.option(method)));
    group.append(title, list);
    return group;
  }

  private option(method: TestMethod): HTMLElement {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = 'payment-method';
    input.checked = method === this.chosen;
    const id = idOf(method.name);
    input.setAttribute('aria-labelledby', `${id}-name`);
    input.setAttribute('aria-describedby', `${id}-detail`);
    input.addEventListener('change', () => this.choose(method));
    const text = document.createElement('span');
    text.append(span('name', `${id}-name`, method.name), span('detail', `${id}-detail`, method.detail));
    label.append(input, text);
    return label;
  }

  private choose(method: TestMethod | undefined): void {
    this.chosen = method;
    this.complain('');
    this.emit('change', {
      collapsed: false,
      complete: method !== undefined,
      empty: method === undefined,
      value: { type: method?.type ?? 'card' },
    });
  }

  private complain(message: string): void {
    this.message.textContent = message;
    for (const input of this.inputs()) input.setAttribute('aria-invalid', String(message !== ''));
  }

  private inputs(): HTMLInputElement[] {
    return [...this.groups.querySelectorAll('input')];
  }

  private emit(type: string, details: object = {}): void {
    for (const handler of this.handlers.get(type) ?? []) handler({ elementType: 'payment', ...details });
  }
}

const idOf = (text: string): string => text.toLowerCase().replaceAll(/\W+/g, '-');

function paragraph(kind: string, text: string): HTMLElement {
  const element = document.createElement('p');
  element.className = kind;
  element.textContent = text;
  return element;
}

function span(kind: string, id: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = kind;
  element.id = id;
  element.textContent = text;
  return element;
}
