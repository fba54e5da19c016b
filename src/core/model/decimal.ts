const PLAIN = /^([+-]?)(\d+)(?:\.(\d*))?$/;

/** An amount as the deal holds it, without exponent or trailing zeros, from a number or its text; null when it is no amount. */
export function decimalOf(value: unknown): string | null {
  const text = typeof value === 'number' ? plainly(value) : typeof value === 'string' ? value.trim() : '';
  const [, sign = '', whole, fraction = ''] = PLAIN.exec(text) ?? [];
  return whole === undefined ? null : withSign(sign, trimZeros(fraction ? `${whole}.${fraction}` : whole));
}

/** No currency has more digits; toFixed writes no exponent below 1e21. */
function plainly(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return Math.abs(value) < 1 ? value.toFixed(18) : BigInt(value).toString();
}

/** Rounds half away from zero to `scale` fraction digits, on the digits themselves; null when the text is no decimal number. */
export function roundDecimal(text: string, scale: number): string | null {
  const [, sign = '', whole, fraction = ''] = PLAIN.exec(text.trim()) ?? [];
  if (whole === undefined) return null;
  if (fraction.length <= scale) return withSign(sign, trimZeros(fraction ? `${whole}.${fraction}` : whole));
  const digits = BigInt(whole + fraction.slice(0, scale));
  const rounded = (fraction[scale] ?? '0') >= '5' ? digits + 1n : digits;
  const padded = rounded.toString().padStart(scale + 1, '0');
  const cut = padded.length - scale;
  return withSign(sign, trimZeros(scale === 0 ? padded : `${padded.slice(0, cut)}.${padded.slice(cut)}`));
}

function trimZeros(text: string): string {
  const shorter = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return shorter.replace(/^0+(?=\d)/, '');
}

function withSign(sign: string, digits: string): string {
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}
