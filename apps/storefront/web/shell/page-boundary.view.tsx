import { Component, type ReactNode } from 'react';
import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';

interface Props {
  readonly children: ReactNode;
}

/** Shows a page that failed to render as failed; React reports the error to the console. */
export class PageBoundary extends Component<Props, { readonly hasFailed: boolean }> {
  override readonly state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    const { title, heading, body, reload } = words.shell.failed;
    return (
      <div className="column">
        <PageHeading title={title}>{heading}</PageHeading>
        <p>{body}</p>
        <div className="row">
          <button type="button" className="button" onClick={() => globalThis.location.reload()}>
            {reload}
          </button>
          <a href="/">{words.notFound.back}</a>
        </div>
      </div>
    );
  }
}
