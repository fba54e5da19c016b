import type { Step } from './step.ts';
import { changeSteps } from './steps/changes.ts';
import { conflictSteps } from './steps/conflict.ts';
import { crashSteps } from './steps/crash.ts';
import { economySteps } from './steps/economy.ts';
import { invitationSteps } from './steps/invitation.ts';
import { leadSteps } from './steps/leads.ts';
import { readinessSteps } from './steps/readiness.ts';
import { sharingSteps } from './steps/sharing.ts';
import { webhookSteps } from './steps/webhooks.ts';

/** All flows, in the order of the requirements. */
export const STEPS: readonly Step[] = [
  ...invitationSteps,
  ...sharingSteps,
  ...changeSteps,
  ...readinessSteps,
  ...conflictSteps,
  ...webhookSteps,
  ...leadSteps,
  ...economySteps,
  ...crashSteps,
];
