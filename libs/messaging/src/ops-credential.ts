/** The key in an Authorization header: a Bearer token, or the password of HTTP Basic with any user name. */
export function opsCredential(authorization: string | undefined): string | undefined {
  const [, scheme = '', credential = ''] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return credential;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(credential, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : pair.slice(colon + 1);
}
