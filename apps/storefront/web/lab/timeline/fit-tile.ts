import { type Geometry, heightOf, pixelsOf, tileMs } from './geometry.ts';

/** Sizes the canvas of a tile for this screen. Only if it differs: a new size clears it. */
export function fitTile(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  geometry: Geometry,
): void {
  const scale = devicePixelRatio;
  const width = Math.ceil(pixelsOf(tileMs, geometry) * scale);
  const height = Math.ceil(heightOf(geometry) * scale);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.style.width = `${width / scale}px`;
  canvas.style.height = `${height / scale}px`;
  context.setTransform(scale, 0, 0, scale, 0, 0);
}
