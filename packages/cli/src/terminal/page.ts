import { styleText } from 'node:util';

export type Paint = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** What rendering needs to know about where the text will be read. */
export interface Page {
  /** Columns that a line may take. */
  readonly width: number;
  /** Show every row of long tables and every problem. */
  readonly everything: boolean;
  /** Colors a text that is printable already; leaves it as it is where there are no colors. */
  paint(paint: Paint, text: string): string;
}

export interface PageOptions {
  readonly width?: number | undefined;
  readonly colors: boolean;
  readonly everything: boolean;
}

/** 80 columns where the width is not known; wider terminals get at most 120, which is as far as an eye follows a row. */
export function createPage({ width = 80, colors, everything }: PageOptions): Page {
  return {
    width: Math.min(Math.max(width, 40), 120),
    everything,
    paint: (paint, text) => (colors && text !== '' ? styleText(paint, text, { validateStream: false }) : text),
  };
}
