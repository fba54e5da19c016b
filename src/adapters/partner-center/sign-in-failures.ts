import { CosellError, type Recovery } from '../../core/errors.ts';

interface Reason {
  code: string;
  recovery: Recovery;
  message: string;
  remedy: string;
}

const DENIED: Reason = {
  code: 'consent-denied',
  recovery: 'reauthenticate',
  message: 'The person at the browser declined to give the application access to Partner Center.',
  remedy: 'Run the command again, sign in as the service account and accept. Nothing was changed.',
};

const BY_ADMINISTRATOR: Reason = {
  code: 'consent-by-administrator',
  recovery: 'reauthenticate',
  message: 'Only an administrator of the tenant may give the application this access.',
  remedy:
    'Let one choose “Grant admin consent” for the application (Entra admin center, App registrations, API permissions); then run the command again.',
};

const REDIRECT: Reason = {
  code: 'redirect-uri-unknown',
  recovery: 'misconfigured',
  message: 'The application does not know the address that the sign-in returns to.',
  remedy:
    'Add http://localhost as a redirect URI of the platform Web to the application (Entra admin center, App registrations, Authentication), or use --device.',
};

const ANOTHER_TENANT: Reason = {
  code: 'sign-in-of-another-tenant',
  recovery: 'reauthenticate',
  message: 'The account that signed in belongs to another tenant than the settings name.',
  remedy:
    'Sign in with an account of the tenant in connections.partnerCenter.tenant; a private window helps when the browser remembers another. Nothing was changed.',
};

const EXPIRED: Reason = {
  code: 'sign-in-expired',
  recovery: 'reauthenticate',
  message: 'The sign-in was not finished in time.',
  remedy:
    'Run the command again and finish within the time that it names. If the page showed AADSTS50011, first add http://localhost as a ' +
    'redirect URI of the platform Web to the application; any other AADSTS number there says what to mend. Nothing was changed.',
};

const CONDITIONAL_ACCESS: Reason = {
  code: 'conditional-access',
  recovery: 'reauthenticate',
  message: 'A Conditional Access policy of the tenant forbids this sign-in.',
  remedy:
    'Sign in from a device and place that the policy allows, or let an administrator exempt the service account; policies often forbid --device.',
};

const CLIENT_SECRET: Reason = {
  code: 'client-secret-refused',
  recovery: 'misconfigured',
  message: 'The secret of the application is wrong or has expired.',
  remedy:
    'Make a new one (Entra admin center, App registrations, Certificates & secrets) and put its value, not its id, where connections.partnerCenter.clientSecret refers to.',
};

/** By Entra's error number (learn.microsoft.com/entra/identity-platform/reference-error-codes) or, where it tells none, by the code of OAuth. */
const REASONS: Readonly<Record<string, Reason>> = {
  access_denied: DENIED,
  authorization_declined: DENIED,
  65004: DENIED,
  65001: BY_ADMINISTRATOR,
  90093: BY_ADMINISTRATOR,
  90094: BY_ADMINISTRATOR,
  50011: REDIRECT,
  500112: REDIRECT,
  500113: REDIRECT,
  50020: ANOTHER_TENANT,
  expired_token: EXPIRED,
  70008: EXPIRED,
  70019: EXPIRED,
  53000: CONDITIONAL_ACCESS,
  53001: CONDITIONAL_ACCESS,
  53003: CONDITIONAL_ACCESS,
  530033: CONDITIONAL_ACCESS,
  7000215: CLIENT_SECRET,
  7000222: CLIENT_SECRET,
  7000218: {
    code: 'public-flows-off',
    recovery: 'misconfigured',
    message: 'The application does not allow a sign-in without its secret, which a device code needs.',
    remedy:
      'Switch on “Allow public client flows” (Entra admin center, App registrations, Authentication), or leave --device out.',
  },
  700016: {
    code: 'application-unknown',
    recovery: 'misconfigured',
    message: 'The tenant does not know the application.',
    remedy:
      'Compare connections.partnerCenter.clientId with the Application (client) ID, and the tenant with its Directory (tenant) ID.',
  },
  90002: {
    code: 'tenant-unknown',
    recovery: 'misconfigured',
    message: 'Microsoft Entra does not know the tenant of the settings.',
    remedy:
      'Correct connections.partnerCenter.tenant: the Directory (tenant) ID, or a domain of it such as contoso.onmicrosoft.com.',
  },
};

const PLACE = 'Partner Center sign-in';

/** What Entra answered instead of a code or a token, as an error with its remedy. `said` may hold its number: AADSTS65004. */
export function signInFailure(oauthCode: string, said: string, cause?: unknown): CosellError {
  const number = /AADSTS(\d+)/.exec(said)?.[1] ?? '';
  const reason = REASONS[number] ?? REASONS[oauthCode];
  const vendor = { code: number === '' ? oauthCode : `AADSTS${number}` };
  if (reason) return new CosellError({ ...reason, place: PLACE, vendor, cause });
  return new CosellError({
    code: 'sign-in-refused',
    recovery: 'reauthenticate',
    message: `Microsoft Entra refused the sign-in (${oauthCode}): ${said || 'without a reason'}`,
    remedy: 'Mend what it names and run the command again. Nothing was changed.',
    place: PLACE,
    vendor,
    cause,
  });
}

/** The same for an error of the token endpoint; what is no refusal, such as a dead network, stays as it is. */
export function asSignInFailure(error: CosellError): CosellError {
  const isRefusal = error.recovery === 'reauthenticate' || error.recovery === 'misconfigured';
  if (!isRefusal || error.vendor?.code === undefined) return error;
  return signInFailure(error.vendor.code, error.message, error);
}

export function anotherTenant(): CosellError {
  return new CosellError({ ...ANOTHER_TENANT, place: PLACE });
}

export function signInExpired(): CosellError {
  return new CosellError({ ...EXPIRED, place: PLACE });
}

export function stateMismatch(cause: unknown): CosellError {
  return new CosellError({
    code: 'sign-in-state-mismatch',
    recovery: 'reauthenticate',
    message: 'The browser brought back an answer that does not belong to this sign-in.',
    remedy:
      'Close old sign-in windows and run the command again; open only the address that it prints. Nothing was changed.',
    place: PLACE,
    cause,
  });
}

export function noRefreshToken(): CosellError {
  return new CosellError({
    code: 'no-refresh-token',
    recovery: 'misconfigured',
    message: 'Microsoft Entra gave no refresh token, so the sign-in would end within the hour.',
    remedy:
      'Allow the application the scope offline_access (API permissions, Microsoft Graph) and run the command again.',
    place: PLACE,
  });
}
