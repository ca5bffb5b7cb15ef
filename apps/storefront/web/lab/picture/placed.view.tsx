import { type ComponentProps, useLayoutEffect, useRef } from 'react';
import { type Anchor, type Point } from './lines.ts';

interface Props extends ComponentProps<'div'> {
  readonly at: Point & Pick<Partial<Anchor>, 'stem' | 'width'>;
  readonly size?: { readonly width: number; readonly height: number };
}

/** Stands at a point of the picture, by script: the Content-Security-Policy allows no style attributes. */
export function Placed({ at: { x, y, stem = 0, width: mostWidth }, size, ...rest }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const { width, height } = size ?? {};
  useLayoutEffect(() => {
    const style = element.current?.style;
    if (style === undefined) return;
    style.left = `${x}px`;
    style.top = `${y}px`;
    style.setProperty('--stem', `${stem}px`);
    style.maxWidth = mostWidth === undefined ? '' : `${mostWidth}px`;
    style.width = width === undefined ? '' : `${width}px`;
    style.height = height === undefined ? '' : `${height}px`;
  }, [x, y, stem, mostWidth, width, height]);
  return <div ref={element} {...rest} />;
}
