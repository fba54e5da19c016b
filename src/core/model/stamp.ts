/**
 * Time stamps as the vendors write them: up to seven fractional digits with trailing zeros cut off (Partner Center), offsets without a colon
 * (Salesforce). They are kept as text, because Date keeps three digits.
 */

/** The moment of a stamp in whole milliseconds; NaN when the text is no time stamp. */
export function stampMs(stamp: string): number {
  return Date.parse(stamp.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}

/** The order of two stamps to the last digit: negative, zero or positive; NaN, which is none of them, when one is no time stamp. */
export function compareStamps(left: string, right: string): number {
  const difference = stampMs(wholeSeconds(left)) - stampMs(wholeSeconds(right));
  return difference === 0 ? Number(fraction(left)) - Number(fraction(right)) : difference;
}

function wholeSeconds(stamp: string): string {
  return stamp.replace(/\.\d+/, '');
}

function fraction(stamp: string): string {
  return (/\.(\d+)/.exec(stamp)?.[1] ?? '').padEnd(9, '0').slice(0, 9);
}
