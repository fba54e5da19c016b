import type { Behaviour } from '../kit/behaviours.ts';

/** What becomes of leads, and on what evidence. */
export const LEAD_BEHAVIOURS = [
  {
    id: 'lead-statuses',
    says: 'LeadStatus lists the statuses with their default and those of converted leads; Lead.Status takes any text and stands at the default.',
    evidence: 'documented',
    source: 'object reference, LeadStatus and Lead',
  },
  {
    id: 'lead-conversion',
    says: 'A conversion makes or takes an account and a contact and, unless told otherwise, makes an opportunity in the first stage that closes at the end of the quarter; the status must be one of converted leads.',
    evidence: 'documented',
    source:
      'SOAP API guide, convertLead; help: considerations for converting leads; the wording of INVALID_STATUS is ours',
  },
  {
    id: 'lead-conversion-fields',
    says: 'Standard fields go along; custom ones only where an administrator has mapped them (`leadFieldMapping` of the world).',
    evidence: 'documented',
    source: 'SOAP API guide, convertLead, field mappings',
  },
  {
    id: 'lead-read-only',
    says: 'A converted lead keeps its fields and can only be read: edits and a second conversion answer CANNOT_UPDATE_CONVERTED_LEAD.',
    evidence: 'documented',
    source: 'object reference, Lead; the message is recorded in public logs',
  },
  {
    id: 'soap-convert-lead',
    says: 'POST /services/Soap/u/NN.0 with the session in SessionHeader and a SOAPAction header converts up to 100 leads, each with its own outcome; what refuses the whole call is a fault with status 500.',
    evidence: 'documented',
    source: 'SOAP API guide, convertLead and faults; envelopes of the developer wiki',
  },
] as const satisfies readonly Behaviour[];
