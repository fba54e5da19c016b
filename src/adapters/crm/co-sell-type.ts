import type { CoSellType } from '../../core/model/deal.ts';

/** The type that a choice of Microsoft's packages means; null for any other text. */
export function coSellType(text: string | null): CoSellType | null {
  if (text === null) return null;
  if (/^ip\b/i.test(text)) return 'ip';
  return /^services?\b/i.test(text) ? 'services' : null;
}

/** The choice of Microsoft's packages. */
export function coSellLabel(type: string): string {
  return type === 'ip' ? 'IP Co-sell' : 'Services Co-sell';
}
