// The errors of Facebook's Graph API that a sign-in can meet: their shape, types, codes and words.

import { randomBytes } from 'node:crypto';

const OAUTH = 'OAuthException';
const METHOD = 'GraphMethodException';

const ERRORS = {
  noClient: [OAUTH, 101, 'Missing client_id parameter.'],
  wrongClient: [OAUTH, 101, 'Error validating application. Invalid application ID.'],
  wrongSecret: [OAUTH, 1, 'Error validating client secret.'],
  noCode: [OAUTH, 1, 'Missing authorization code'],
  wrongCode: [OAUTH, 100, 'Invalid verification code format.'],
  expiredCode: [OAUTH, 100, 'This authorization code has expired.', 36007],
  wrongRedirect: [OAUTH, 100, 'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request', 36008],
  usedCode: [OAUTH, 100, 'This authorization code has been used.', 36009],
  wrongVerifier: [OAUTH, 100, 'Invalid code_verifier parameter.'],
  noToken: [OAUTH, 2500, 'An active access token must be used to query information about the current user.'],
  wrongToken: [OAUTH, 190, 'Invalid OAuth access token - Cannot parse access token'],
  expiredToken: [OAUTH, 190, 'Error validating access token: Session has expired.', 463],
  removedApp: [OAUTH, 190, 'Error validating access token: The user has not authorized application.', 458],
  noProof: [METHOD, 100, 'API calls from the server require an appsecret_proof argument'],
  wrongProof: [METHOD, 100, 'Invalid appsecret_proof provided in the API argument'],
  unknownPath: [METHOD, 100, 'Unsupported get request.', 33],
};

export function json(response, body, status = 200) {
  // The charset and the capitals are Facebook's.
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}

/** Answers with the error of that name; all of them are 400. */
export function fail(response, name) {
  const [type, code, message, error_subcode] = ERRORS[name];
  if (type === OAUTH) response.setHeader('www-authenticate', `OAuth "Facebook Platform" "invalid_request" "${message}"`);
  json(response, { error: { message, type, code, error_subcode, fbtrace_id: randomBytes(8).toString('base64url') } }, 400);
}
