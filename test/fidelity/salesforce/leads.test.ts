import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SalesforceWorldInput } from '../../../emulators/salesforce/world-schema.ts';
import { type Caller, openCaller } from './caller.ts';

const LEAD = {
  FirstName: 'Ann',
  LastName: 'Prospect',
  Company: 'Prospect & Sons',
  Email: 'ann@prospect.example',
  Phone: '+353215550100',
  Street: '3 Quay',
  City: 'Cork',
  PostalCode: 'T12 AB34',
  CountryCode: 'IE',
  LeadSource: 'Web',
};
const CONVERTED = 'Closed - Converted';

let org: Caller;
async function open(world: SalesforceWorldInput = {}): Promise<void> {
  await org?.emulator.close();
  org = await openCaller(world);
}
beforeEach(() => open());
afterEach(() => org.emulator.close());

interface Wish {
  leadId: string;
  convertedStatus?: string;
  [part: string]: string | undefined;
}

const elements = (parts: Readonly<Record<string, string | undefined>>) =>
  Object.entries(parts)
    .map(([name, text]) => (text === undefined ? '' : `<u:${name}>${text}</u:${name}>`))
    .join('');

/** As the SOAP API guide has it, with prefixes of our own choice. */
function envelope(wishes: readonly Wish[], session: string, call = 'convertLead'): string {
  const leads = wishes.map(
    (wish) => `<u:leadConverts>${elements({ convertedStatus: CONVERTED, ...wish })}</u:leadConverts>`,
  );
  const header = `<s:Header><u:SessionHeader>${elements({ sessionId: session })}</u:SessionHeader></s:Header>`;
  const body = `<s:Body><u:${call}>${leads.join('')}</u:${call}></s:Body>`;
  return `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:u="urn:partner.soap.sforce.com">${header}${body}</s:Envelope>`;
}

const XML = { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' };

async function send(text: string, headers: Record<string, string> = XML, path = '/services/Soap/u/66.0') {
  const { status, body, headers: answered } = await org.call('POST', path, text, headers);
  return { status, text: String(body), type: answered.get('content-type') };
}

async function convert(...wishes: Wish[]) {
  const answer = await send(envelope(wishes, org.token));
  const results = [...answer.text.matchAll(/<result>(.*?)<\/result>/gs)].map(([, result = '']) => ({
    success: part(result, 'success'),
    accountId: part(result, 'accountId'),
    contactId: part(result, 'contactId'),
    opportunityId: part(result, 'opportunityId'),
    code: part(result, 'statusCode'),
    message: part(result, 'message'),
  }));
  return { ...answer, results };
}

const part = (xml: string, name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1] ?? null;
const newLead = (fields: Record<string, unknown> = {}) => org.create('Lead', { ...LEAD, ...fields });

describe('the conversion of a lead', () => {
  it('makes an account, a contact and an opportunity, which the lead then names', async () => {
    const leadId = await newLead();
    const { status, type, results } = await convert({ leadId });
    const [result] = results;
    expect([status, type, result?.success]).toEqual([200, 'text/xml;charset=UTF-8', 'true']);
    expect(await org.read('Lead', leadId)).toMatchObject({
      IsConverted: true,
      Status: CONVERTED,
      ConvertedDate: '2026-05-06',
      ConvertedAccountId: result?.accountId,
      ConvertedContactId: result?.contactId,
      ConvertedOpportunityId: result?.opportunityId,
    });
    expect(await org.read('Account', result?.accountId ?? '')).toMatchObject({
      Name: LEAD.Company,
      BillingCity: 'Cork',
      BillingCountryCode: 'IE',
    });
    expect(await org.read('Contact', result?.contactId ?? '')).toMatchObject({
      LastName: 'Prospect',
      Email: LEAD.Email,
      AccountId: result?.accountId,
    });
    expect(await org.read('Opportunity', result?.opportunityId ?? '')).toMatchObject({
      Name: LEAD.Company,
      AccountId: result?.accountId,
      StageName: 'Prospecting',
      CloseDate: '2026-06-30',
      LeadSource: 'Web',
    });
    const roles = `SELECT ContactId, IsPrimary FROM OpportunityContactRole WHERE OpportunityId = '${result?.opportunityId}'`;
    expect((await org.query(roles)).body.records).toMatchObject([{ ContactId: result?.contactId, IsPrimary: true }]);
  });

  it('takes the account, contact, owner and name that it is given', async () => {
    const accountId = await org.create('Account', { Name: 'Known' });
    const contactId = await org.create('Contact', { LastName: 'Known', AccountId: accountId });
    const ownerId = (await org.query("SELECT Id FROM User WHERE Username = 'sam.seller@lakeshore.example'")).body
      .records[0].Id;
    const { results } = await convert({
      leadId: await newLead(),
      accountId,
      contactId,
      ownerId,
      opportunityName: 'R&amp;D',
    });
    expect(results).toMatchObject([{ success: 'true', accountId, contactId }]);
    expect(await org.read('Opportunity', results[0]?.opportunityId ?? '')).toMatchObject({
      Name: 'R&D',
      AccountId: accountId,
      OwnerId: ownerId,
    });
  });

  it('makes no opportunity when told so', async () => {
    const { results } = await convert({ leadId: await newLead(), doNotCreateOpportunity: 'true' });
    expect(results).toMatchObject([{ success: 'true', opportunityId: null }]);
  });

  it('takes custom fields along only where an administrator has mapped them', async () => {
    const Referral_Identifier__c = '0d9a7d0e-52ab-4a57-9a4e-0c3a4f6b1c11';
    const convertOne = async () => {
      const { results } = await convert({ leadId: await newLead({ Referral_Identifier__c }) });
      return (await org.read('Opportunity', results[0]?.opportunityId ?? ''))['Referral_Identifier__c'];
    };
    expect(await convertOne()).toBeNull();
    await open({ leadFieldMapping: { Referral_Identifier__c: 'Referral_Identifier__c' } });
    expect(await convertOne()).toBe(Referral_Identifier__c);
  });

  it('is refused lead by lead; the others of the call are converted', async () => {
    const leadId = await newLead();
    const { status, results } = await convert(
      { leadId: await newLead(), convertedStatus: 'Working - Contacted' },
      { leadId },
      { leadId },
    );
    expect([status, results.map(({ success, code }) => [success, code])]).toEqual([
      200,
      [
        ['false', 'INVALID_STATUS'],
        ['true', null],
        ['false', 'CANNOT_UPDATE_CONVERTED_LEAD'],
      ],
    ]);
  });

  it('leaves nothing behind when it is refused', async () => {
    const leadId = await newLead();
    org.emulator.admin.people.addValidationRule({
      name: 'Early',
      sobject: 'Opportunity',
      when: "LeadSource = 'Web'",
      message: 'Not from the web.',
    });
    const { results } = await convert({ leadId });
    expect(results).toMatchObject([
      { success: 'false', code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Not from the web.', accountId: null },
    ]);
    expect((await org.query("SELECT Id FROM Account WHERE Name = 'Prospect & Sons'")).body.totalSize).toBe(0);
    expect(await org.read('Lead', leadId)).toMatchObject({ IsConverted: false });
  });

  it('makes the lead read-only', async () => {
    const leadId = await newLead();
    await convert({ leadId });
    const refused = await org.call('PATCH', `sobjects/Lead/${leadId}`, { Phone: '1' });
    expect([refused.status, refused.body[0].errorCode]).toEqual([400, 'CANNOT_UPDATE_CONVERTED_LEAD']);
  });
});

describe('the SOAP envelope', () => {
  it.each([
    ['an unknown session', () => send(envelope([], 'made-up')), 'INVALID_SESSION_ID'],
    ['no SOAPAction header', () => send(envelope([], org.token), { 'content-type': 'text/xml' }), 'Client'],
    ['no envelope', () => send('<convertLead/>'), 'Client'],
    ['no XML', () => send('convert it!'), 'Client'],
    [
      'more than a hundred leads',
      () =>
        send(
          envelope(
            Array.from({ length: 101 }, () => ({ leadId: '00Q000000000001AAA' })),
            org.token,
          ),
        ),
      'EXCEEDED_ID_LIMIT',
    ],
  ])('is answered by a fault with status 500: %s', async (_, act, code) => {
    const { status, text } = await act();
    expect([status, part(text, 'sf:exceptionCode')]).toEqual([500, code]);
    expect(part(text, 'faultcode')).toBe(`sf:${code}`);
  });

  it('with another call is not supported, and says so', async () => {
    const { status } = await send(envelope([], org.token, 'login'));
    expect(status).toBe(501);
  });

  it('counts as one call of the day, however many leads it converts', async () => {
    const used = async () => {
      const { headers } = await org.call('GET', 'limits');
      return Number(/api-usage=(\d+)/.exec(headers.get('sforce-limit-info') ?? '')?.[1]);
    };
    const leads = [await newLead(), await newLead({ Company: 'Another' })];
    const before = await used();
    await convert(...leads.map((leadId) => ({ leadId })));
    expect((await used()) - before).toBe(2);
  });
});
