const SECRETS: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic|Signature)\s+[\w\-.~+/=]{8,}/gi, '$1 [redacted]'],
  [/\beyJ[\w-]{8,}\.[\w-]+\.?[\w-]*/g, '[redacted]'],
  // Salesforce session ids: organisation id, exclamation mark, key.
  [/\b00D\w{12,15}![\w.]{20,}/g, '[redacted]'],
  [
    /((?:access_token|refresh_token|id_token|client_secret|client_assertion|assertion|password|code)"?\s*[=:]\s*"?)[^"&\s,}]+/gi,
    '$1[redacted]',
  ],
];

/** Takes tokens and passwords out of text that came from outside, before it may enter an error or the log. */
function redact(text: string): string {
  return SECRETS.reduce((kept, [pattern, replacement]) => kept.replace(pattern, replacement), text);
}

/** The beginning of foreign text, redacted and on one line, for an error message. */
export function excerpt(text: string, maxChars = 200): string {
  const line = redact(text).replace(/\s+/g, ' ').trim();
  return line.length > maxChars ? `${line.slice(0, maxChars)}…` : line;
}
