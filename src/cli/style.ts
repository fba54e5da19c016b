import { styleText } from 'node:util';

export type Paint = (text: string) => string;

/** The few colours in use, by meaning. */
export interface Style {
  strong: Paint;
  faint: Paint;
  good: Paint;
  bad: Paint;
  warning: Paint;
  accent: Paint;
}

type Format = Parameters<typeof styleText>[0];

export function createStyle(coloured: boolean): Style {
  const paint = (format: Format): Paint =>
    coloured ? (text) => styleText(format, text, { validateStream: false }) : (text) => text;
  return {
    strong: paint('bold'),
    faint: paint('dim'),
    good: paint('green'),
    bad: paint('red'),
    warning: paint('yellow'),
    accent: paint('cyan'),
  };
}

/** Names and notes come from other people's systems: without control characters they cannot steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}
