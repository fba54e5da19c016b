/** A number as Salesforce sends it, as a decimal string without exponent or trailing zeros. */
export function decimalFromNumber(value: number): string {
  // Currency has at most 18 digits; toFixed never writes an exponent below 1e21.
  const text = Math.abs(value) < 1e21 && /e/.test(String(value)) ? value.toFixed(18) : String(value);
  return trimZeros(text);
}

/** Rounds half away from zero to `scale` fraction digits, on the digits themselves; null when the text is no decimal number. */
export function roundDecimal(text: string, scale: number): string | null {
  const match = /^\s*([+-]?)(\d+)(?:\.(\d*))?\s*$/.exec(text);
  if (!match) return null;
  const [, sign = '', whole = '0', fraction = ''] = match;
  if (fraction.length <= scale) return withSign(sign, trimZeros(fraction ? `${whole}.${fraction}` : whole));
  const digits = BigInt(whole + fraction.slice(0, scale));
  const rounded = (fraction[scale] ?? '0') >= '5' ? digits + 1n : digits;
  const padded = rounded.toString().padStart(scale + 1, '0');
  const cut = padded.length - scale;
  return withSign(sign, trimZeros(scale === 0 ? padded : `${padded.slice(0, cut)}.${padded.slice(cut)}`));
}

function trimZeros(text: string): string {
  const shorter = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return shorter.replace(/^(-?)0+(?=\d)/, '$1');
}

function withSign(sign: string, digits: string): string {
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}
