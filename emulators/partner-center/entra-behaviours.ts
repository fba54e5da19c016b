import type { Behaviour } from '../kit/behaviours.ts';

const ENTRA = 'learn.microsoft.com/entra/identity-platform';

/** How people and applications sign in, and on what evidence. */
export const ENTRA_BEHAVIOURS = [
  {
    id: 'authorization-code',
    says: 'The authorize endpoint sends the browser back with code and state; a code is good once, for ten minutes, for its redirect URI and, with an S256 challenge, for its verifier only.',
    evidence: 'documented',
    source: `${ENTRA}/v2-oauth2-auth-code-flow; the ten minutes are its "typically"`,
  },
  {
    id: 'redirect-uris',
    says: 'Only registered redirect URIs are taken; the port of a localhost one does not matter. Another one, or an unknown application, ends on a page with AADSTS50011 or AADSTS700016: nothing is sent back.',
    evidence: 'documented',
    source: `${ENTRA}/reply-url, reference-error-codes`,
  },
  {
    id: 'scripted-person',
    says: "The sign-in page has no pages: the world's user consents at once, or `people/signs-in` puts somebody else there who consents, denies (`access_denied`, AADSTS65004; device: `authorization_declined`) or leaves. Somebody of another tenant ends on a page with AADSTS50020.",
    evidence: 'documented',
    source: `${ENTRA}/v2-oauth2-auth-code-flow, v2-oauth2-device-code, reference-error-codes`,
  },
  {
    id: 'offline-access',
    says: 'A sign-in at v2 gives a refresh token only for the scope offline_access, at v1 always.',
    evidence: 'documented',
    source: `${ENTRA}/scopes-oidc`,
  },
  {
    id: 'device-code',
    says: 'At v2 a device code is asked for and polled: `authorization_pending` until the person has answered (here: at the first look), `expired_token` after its life, `bad_verification_code` for a strange one.',
    evidence: 'documented',
    source: `${ENTRA}/v2-oauth2-device-code`,
  },
  {
    id: 'device-code-lifetime-seconds',
    says: 'A device code lives this long in virtual time.',
    evidence: 'documented',
    source: `${ENTRA}/v2-oauth2-device-code, sample answer`,
    switch: { default: 900, min: 1, max: 86_400 },
  },
  {
    id: 'device-code-interval-seconds',
    says: 'The wait between two looks that a device code asks for; it is not enforced.',
    evidence: 'documented',
    source: `${ENTRA}/v2-oauth2-device-code, sample answer`,
    switch: { default: 5, min: 1, max: 60 },
  },
  {
    id: 'public-client-flows',
    says: 'The application allows public client flows: a device code and what came of it are redeemed without the secret. Off, and for all else: AADSTS7000218.',
    evidence: 'documented',
    source: `${ENTRA}/v2-oauth2-device-code, reference-error-codes; that its refresh tokens do without the secret, too, is inferred`,
    switch: { default: true },
  },
] as const satisfies readonly Behaviour[];
