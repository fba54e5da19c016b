/**
 * Enhanced notes are HTML (contract §2): a paragraph for each line, as Salesforce's own editor writes them. Text goes there and comes back
 * unchanged; what people format in the editor is read as its words.
 */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** A line without words; an editor shows an empty paragraph as nothing at all. */
const EMPTY_LINE = '<br>';

/** Line ends inside the HTML are not kept by Salesforce, so each line is an element. */
export function htmlOf(text: string | null): string {
  const lines = (text ?? '').split('\n').map((line) => line.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign));
  return lines.map((line) => `<p>${line || EMPTY_LINE}</p>`).join('');
}

/** The words of a note, a line for each paragraph, list entry or break. */
export function textOfHtml(html: string): string {
  const lines = html
    .replace(/[\r\n]+/g, ' ')
    // The break that keeps an empty paragraph open is no line of its own.
    .replace(/<br\s*\/?>\s*(?=<\/(?:p|div|li|h[1-6])\s*>)/gi, '')
    .replace(/<li\b[^>]*>/gi, '- ')
    .replace(/<br\s*\/?>|<\/(?:p|div|li|h[1-6]|tr)\s*>/gi, '\n')
    .replace(/<[^>]*>/g, '');
  return lines.replace(/&(?:#(\d+)|#x([\da-f]+)|([a-z]+));/gi, decoded);
}

function decoded(entity: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : entity;
}
