/** The same JSON text, with each of its maps given to `change`; of a multipart text, each line that is JSON. The rest stays as it is. */
export function changeParts(text: string, change: (part: Record<string, unknown>) => void): string {
  if (/^--/.test(text)) return text.replace(/^\{.*\}(?=\r?$)/gm, (line) => changeParts(line, change));
  if (!/^\s*[[{]/.test(text)) return text;
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if (!Array.isArray(part)) change(part as Record<string, unknown>);
    for (const inner of Object.values(part)) visit(inner);
  };
  const body: unknown = JSON.parse(text);
  visit(body);
  return JSON.stringify(body);
}
