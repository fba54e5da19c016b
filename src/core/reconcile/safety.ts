import type { DealView } from '../model/deal.ts';
import { type PerSide, SIDES } from '../model/side.ts';
import { isEmpty } from './equality.ts';

/** Below this many known values an emptied record proves nothing. */
const MIN_KNOWN = 5;

/**
 * Refuses a whole plan when one side seems to have been emptied: a broken mapping, a lost permission or a wiped record would otherwise
 * travel as deletions to the other side. Null when all is well.
 */
export function safetyStop(base: PerSide<DealView>, now: PerSide<DealView>): string | null {
  for (const side of SIDES) {
    const known = Object.entries(base[side]).filter(([, value]) => !isEmpty(value));
    if (known.length < MIN_KNOWN) continue;
    const lost = known.filter(([field]) => isEmpty(now[side][field as keyof DealView]));
    if (lost.length * 2 > known.length) {
      return `${lost.length} of ${known.length} values vanished at once on the ${side} side (${lost.map(([field]) => field).join(', ')})`;
    }
  }
  return null;
}
