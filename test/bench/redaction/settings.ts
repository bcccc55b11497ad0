/** Places of secrets in settings and in what programs print, of which the name stands further away. */
import type { Place } from './places';

export const SETTINGS: Place[] = [
  ['section of JSON', '{A32}', (s) => JSON.stringify({ Jwt: { Issuer: 'a', Key: s } }, null, 2)],
  ['section of YAML', '{A32}', (s) => `jwt:\n  issuer: a\n  key: ${s}\n`],
  ['accounts of a wallet', '0x{h64}', (s) => `networks: { sepolia: { url, accounts: ["${s}"] } }`],
  ['registry', '{A12}', (s) => `    DefaultUserName    REG_SZ    ada\n    DefaultPassword    REG_SZ    ${s}`],
  ['registry, added', '{A12}', (s) => `reg add HKLM\\Software\\A /v ApiToken /t REG_SZ /d ${s} /f`],
  ['salt of sessions', '{A20}', (s) => `SESSION_SALT=${s}`],
  ['any host of pgpass', '{A16}', (s) => `*:*:*:backup:${s}`],
  ['option of helm', '', (s) => `helm upgrade api ./chart --set image.tag=1.2.3 --set auth.password=${s} --set replicas=2`],
  ['Cypress', '', (s) => `cy.get('input[name="password"]').type('${s}{enter}')`],
  ['password that ends with a mark', 'Batt3ry{d2}!', (s) => `login auth.password=${s} now`],
  ['Twitch', 'oauth:{a30}', (s) => `PASS ${s}\nNICK bot`],
]; // prettier-ignore
