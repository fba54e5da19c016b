/** The two sides of every link. Not source and target: traffic is two-way. */
export type Side = 'partner-center' | 'crm';

export const SIDES: readonly Side[] = ['partner-center', 'crm'];

export function otherSide(side: Side): Side {
  return side === 'crm' ? 'partner-center' : 'crm';
}

/** One value for each side. */
export type PerSide<T> = Record<Side, T>;
