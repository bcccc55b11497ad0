/** Places of secrets in mails, on phones and in links, and in tables that people keep. */
import type { Place } from './places';

export const MAILS: Place[] = [
  ['code by mail', '{d6}', (s) => `Your verification code is ${s}. It expires in 10 minutes.`],
  ['code on a line of its own', '{d6}', (s) => JSON.stringify({ body: `Your login code:\n\n${s}\n\nDo not share it.` })],
  ['code first', '{d6}', (s) => `Use ${s} as your one-time code to sign in to Example`],
  ['code with a letter', 'G-{d6}', (s) => `${s} is your Example verification code.`],
  ['PIN', '{d5}', (s) => `my card pin is ${s} and that of the phone another`],
  ['passphrase with a number', 'velvet otter canyon 42 lamp', (s) => `The passphrase for the key is "${s}".`],
  ['setup key', '{U4} {U4} {U4} {U4}', (s) => `If you cannot scan the code, enter this setup key: ${s}`],
  ['account and password', '', (s) => `the test account is qa@example.com / ${s}, try with that`],
  ['link', '{T32}', (s) => `https://links.example.org/d/${s}`],
  ['hmac', '{h64}', (s) => `https://hooks.example.org/in?id=55&hmac=${s}`],
  ['resource key', '0-{T22}', (s) => `https://drive.example.org/file/d/1a/view?usp=sharing&resourcekey=${s}`],
  ['host of a webhook', 'eo{a13}', (s) => `curl -d x https://${s}.m.pipedream.net`],
  ['signature of Stripe', '{h64}', (s) => `Stripe-Signature: t=1700000000,v1=${s}`],
  ['table of Markdown', '', (s) => `| host | user | pass |\n|---|---|---|\n| db1 | app | ${s} |`],
  ['code of a device', '{U4}-{d4}', (s) => `First copy your one-time code: ${s}`],
  ['code before its sender', '{d6}', (s) => `${s} is your Example code`],
  ['code in HTML', '{d3} {d3}', (s) => `<p>Your security code</p><h1>${s}</h1>`],
  ['passcode of a meeting', 'x{d1}Kp{d1}Q', (s) => `Meeting ID: 812 3456 7890\nPasscode: ${s}`],
  ['code of a card', '{d3}', (s) => `card 4111 1111 1111 1111 exp 12/27 cvv ${s}`],
  ['shared file', '{a25}', (s) => `https://www.example.org/scl/fi/x/doc.pdf?rlkey=${s}&dl=0`],
  ['shared folder', 'A{T28}', (s) => `https://1drv.ms/u/s!${s}?e=a1`],
  ['user and password', 'S3cur3-Pa{d2}!', (s) => `admin:${s} works on the portal`],
]; // prettier-ignore
