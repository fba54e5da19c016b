/** A text in the organisation's one language, as metadata carries it. */
export function label(text: string | null): Record<string, unknown> {
  if (text === null) return { LocalizedLabels: [], UserLocalizedLabel: null };
  const localized = { Label: text, LanguageCode: 1033, IsManaged: false, MetadataId: null, HasChanged: null };
  return { LocalizedLabels: [localized], UserLocalizedLabel: localized };
}

/** A setting of metadata that says by itself whether it can be changed. */
export const managed = (value: unknown, name: string, canBeChanged = true): Record<string, unknown> => ({
  Value: value,
  CanBeChanged: canBeChanged,
  ManagedPropertyLogicalName: name,
});
