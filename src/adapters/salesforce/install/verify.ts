import type { ObjectShape } from '../describe.ts';
import { differencesOf } from './compare.ts';
import { shapeOf } from './inventory.ts';
import { CONNECTOR_SET, type Package } from './package.ts';

/** Something that is not as it should be after everything was done. */
export interface VerifyFinding {
  /** `Opportunity.Audit__c` */
  place: string;
  message: string;
  remedy: string;
}

export interface Seen {
  shapes: ReadonlyMap<string, ObjectShape | null>;
  connectorUser: { username: string };
  /** Full names of what is not wanted in this org, or differs and has been named already. */
  exempt: ReadonlySet<string>;
}

/**
 * Whether the connector's user sees what was deployed and may write what the connector writes. A field that was deployed well is still
 * hidden until field-level security shows it (contract §7): the failure that first installations die of.
 */
export function verifyVisible(pack: Package, seen: Seen): VerifyFinding[] {
  const granted = new Map(
    pack.sets.find(({ fullName }) => fullName === CONNECTOR_SET)?.grants.fields.map(({ field, edit }) => [field, edit]),
  );
  const findings: VerifyFinding[] = [];
  const hidden = new Set<string>();
  for (const { fullName } of pack.objects) {
    if (seen.exempt.has(fullName) || seen.shapes.get(fullName)) continue;
    hidden.add(fullName);
    findings.push(invisible(fullName, seen));
  }
  for (const field of pack.fields) {
    if (seen.exempt.has(field.fullName) || hidden.has(field.object)) continue;
    const shape = shapeOf(seen, field.fullName);
    if (!shape) findings.push(invisible(field.fullName, seen));
    else if (granted.get(field.fullName) && !shape.createable) findings.push(readOnly(field.fullName, seen));
    else findings.push(...differencesOf(field, shape).map((difference) => unlike(field.fullName, difference)));
  }
  return findings;
}

function invisible(place: string, { connectorUser: { username } }: Seen): VerifyFinding {
  return {
    place,
    message: `${place} is in the org, but ${username} does not see it.`,
    remedy: `Check in Setup that ${username} has the permission set ${CONNECTOR_SET}, that the set grants ${place}, and that no permission set group mutes it.`,
  };
}

function readOnly(place: string, { connectorUser: { username } }: Seen): VerifyFinding {
  return {
    place,
    message: `${username} sees ${place} but may not write it.`,
    remedy: `Check in Setup that the permission set ${CONNECTOR_SET} grants editing ${place}, and that the user's licence allows it.`,
  };
}

function unlike(place: string, difference: string): VerifyFinding {
  return {
    place,
    message: `${place} ${difference}.`,
    remedy: 'It is not ours and stays as it is: change it in Setup, or name another field in the settings.',
  };
}
