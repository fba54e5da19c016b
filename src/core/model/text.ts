/** Text as the deal holds it: trimmed, line ends `\n`; empty text is null. */
export function canonicalText(text: string): string | null {
  return text.replace(/\r\n?/g, '\n').trim() || null;
}

/** Text cut to `maxLength` characters, with an ellipsis in place of the end. 0 means no limit. */
export function shortened(text: string | null, maxLength: number): string | null {
  if (text === null || maxLength <= 0 || text.length <= maxLength) return text;
  const kept = text.slice(0, maxLength - 1);
  // Half of a surrogate pair is no character, and no system accepts it.
  const whole = kept.isWellFormed() ? kept : kept.slice(0, -1);
  return `${whole.trimEnd()}…`;
}
