import type { Step } from './step.ts';
import { invitationSteps } from './steps/invitation.ts';

/** All flows, in the order of the requirements. */
export const STEPS: readonly Step[] = [...invitationSteps];
