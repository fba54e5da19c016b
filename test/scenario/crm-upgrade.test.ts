import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN, crm, INTEGRATION, signIn, startInstalled } from '../support/crm-org.ts';
import { deployXml } from '../support/deploy-xml.ts';
import type { Installation } from '../support/installation.ts';

/** An installation of an earlier version, played by deploying what it would have left. */

let place: Installation;
beforeEach(async () => {
  place = await startInstalled();
});
afterEach(() => place.close());

const RULE = 'Opportunity.Cosell_Type_Frozen';

const oldRule = (active: boolean, description = 'Old. Part of Cosell.') =>
  deployXml(place.salesforce, ADMIN, 'ValidationRule', RULE, {
    'objects/Opportunity.object': [
      'CustomObject',
      `<validationRules><fullName>Cosell_Type_Frozen</fullName><active>${active}</active><description>${description}</description><errorConditionFormula>ISBLANK(Referral_Program__c)</errorConditionFormula><errorMessage>Old words.</errorMessage></validationRules>`,
    ],
  });

async function ruleNow() {
  const session = await signIn(place.salesforce, ADMIN);
  const q = encodeURIComponent("SELECT Id FROM ValidationRule WHERE ValidationName = 'Cosell_Type_Frozen'");
  const { body } = await session.call('GET', `tooling/query?q=${q}`);
  return (await session.call('GET', `tooling/sobjects/ValidationRule/${body.records[0].Id}`)).body.Metadata;
}

describe('upgrading', () => {
  test('installing names what is out of date and leaves it; upgrading brings it up to date', async () => {
    await oldRule(true);
    const installed = await crm(place, 'install');
    expect(installed).toMatchObject({ code: 4, deployments: [] });
    expect(installed.steps.find(({ name }) => name === RULE)).toMatchObject({
      action: 'differs',
      notes: expect.arrayContaining([expect.stringContaining('cosell crm upgrade')]),
    });
    expect((await crm(place, 'plan', '--upgrade')).steps.find(({ name }) => name === RULE)?.action).toBe('update');
    expect((await crm(place, 'upgrade')).code).toBe(0);
    expect(await ruleNow()).toMatchObject({ active: true, errorMessage: expect.stringContaining('cannot be changed') });
    expect((await crm(place, 'upgrade')).deployments).toEqual([]);
  });

  test('what an administrator has switched off or made their own stays so', async () => {
    await oldRule(false);
    expect(await crm(place, 'upgrade')).toMatchObject({ code: 0, deployments: [] });
    await oldRule(true, 'Ours now.');
    expect(await crm(place, 'upgrade')).toMatchObject({ code: 0, deployments: [] });
    expect(await ruleNow()).toMatchObject({ errorMessage: 'Old words.' });
  });

  test('a field that went missing comes back, visible to the connector', async () => {
    await deployXml(place.salesforce, ADMIN, null, 'Lead.Referral_Program__c', {});
    const report = await crm(place, 'upgrade');
    expect(report).toMatchObject({ code: 0, findings: [] });
    expect(report.steps.filter(({ action }) => action !== 'keep').map(({ name, action }) => [name, action])).toEqual([
      ['Lead.Referral_Program__c', 'create'],
      ['CoSell_Connector_Integration', 'extend'],
      ['CoSell_Connector_Seller', 'extend'],
      ['Lead: Lead Layout', 'update'],
    ]);
    const connector = await signIn(place.salesforce, INTEGRATION);
    expect((await connector.fields('Lead')).get('Referral_Program__c')).toMatchObject({ updateable: true });
  });
});
