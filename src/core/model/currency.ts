let codes: ReadonlySet<string> | undefined;

/** Whether the text is a currency code of ISO 4217, by the runtime's own tables. */
export function isCurrencyCode(text: string): boolean {
  codes ??= new Set(Intl.supportedValuesOf('currency'));
  return codes.has(text.toUpperCase());
}
