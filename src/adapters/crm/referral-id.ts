const GUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/**
 * The referral that an identifier column means. Besides what connectors write, people have typed and pasted into it for years: capitals,
 * braces, blanks, the whole address of the referral. Text without an identifier is handed on as it is, so that the pass can name it.
 */
export function referralIdIn(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return null;
  return GUID.exec(trimmed)?.[0].toLowerCase() ?? trimmed;
}

/** How the columns of an org may hold a referral's id; queries compare text without regard to capitals. */
export function spellingsOf(referralId: string, linkTemplate: string): readonly string[] {
  return [referralId, `{${referralId}}`, linkTemplate.replace('{id}', referralId)];
}
