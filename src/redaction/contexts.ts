/** Secrets that what stands around them gives away: statements, commands, calls, lines of known files. */
import { isPasswordOfLetters } from './plainWords';
import { isPlaceholder, looksRandom } from './values';

export interface Context {
  /** In every match, where it begins; lower-case, at least three characters. */
  word: string;
  /** Sticky; takes what it matches from the word on, and ends with the secret, its only group. */
  pattern: RegExp;
  kind: string;
  /** Whether what stands there is a secret and no stand-in. */
  accept: (secret: string) => boolean;
  /** What every match has within `REACH` characters; '' for nothing so telling. Looked for first: that is fast. */
  needs: string;
}

/** Of a match up to where its secret ends, in characters. */
export const REACH = 512;

/** A quote at any depth of escaping. */
const Q = String.raw`\\{0,63}["'\x60]`;
/** A word in quotes or without. */
const WORD = String.raw`(?:${Q})?([^\s"'\x60\\;|<>()]{4,200})`;
/** The text between two quotes. */
const QUOTED = String.raw`${Q}([^"'\x60\\\r\n]{4,200})(?=${Q})`;
/** Other options and arguments of a command. */
const REST = String.raw`[^\n|;&]{0,160}?`;

/** 64 bytes in base64, as hashes are, too: only beside the words that Azure's accounts have. */
const AZURE_KEY = String.raw`\w{0,20}\W[^\n]{0,200}?(?<![A-Za-z0-9+/=-])([A-Za-z0-9+/]{86}==)`;

/** Lines of base64, with line breaks as they are or escaped. */
const LINES = String.raw`(?:[A-Za-z0-9+/=]|\s|\\{1,63}[rn]){40,20000}(?<=[A-Za-z0-9+/=])(?<!\\[rn])`;
/** From a command to the line that it answers, in a terminal or in the fields of a tool call. */
const ANSWER = String.raw`[^\n\\"]{0,200}(?:(?:\\{1,63}r|\r)?(?:\n|\\{1,63}n)|\\{0,63}"\s{0,9},\s{0,40}\\{0,63}"(?:stdout|output|result|content|text)\\{0,63}"\s{0,9}:\s{0,9}\\{0,63}")`;
/** A line of one word. */
const ONLY_WORD = String.raw`([^\s"'\x60\\<>]{6,4000})(?=\s{0,4}(?:[\r\n]|\\{1,63}[rn"]|"|$))`;
/** Between two cells of a file of cookies, as curl and wget write it. */
const TAB = String.raw`(?:\t|\\{1,63}t)`;
const COOKIE_LINE = String.raw`(?:true|false)${TAB}/[^\t\\\n]{0,200}${TAB}(?:true|false)${TAB}\d{1,20}${TAB}[^\t\\\n]{1,200}${TAB}([^\s"'\\]{8,4096})`;
/** The end of an address that lets in whoever has it. */
const PATH_KEY = String.raw`([\w.~=-]{20,600})(?![\w.~=%-])`;

const NO_KEY_BEFORE = '(?<![A-Za-z0-9+/])';
const hasBase64 = (secret: string): boolean => /[A-Za-z0-9+/]{24}/.test(secret);

/** Whatever stands there, unless it only says where a secret would be. */
const any = (secret: string): boolean => !isPlaceholder(secret);
/** Where ordinary words may stand, too. */
const withDigit = (secret: string): boolean => /\d/.test(secret) && !/^\d+$/.test(secret) && any(secret);
/** With keys of a keyboard behind it, as Cypress types them. */
const withDigitOrKeys = (secret: string): boolean => withDigit(secret.replace(/\{\w{1,12}\}$/, ''));
/** Where words and numbers may stand, too. */
const drawn = (secret: string): boolean => withDigit(secret) || (looksRandom(secret, 8) && any(secret));
/** What nobody writes but as a password: small and capital letters, digits and a mark. */
const strong = (secret: string): boolean =>
  secret.length >= 8 &&
  /^(?!\$|.*@[\w.-]+$)(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[!@#$%^&*?+=~_-])[^/:,()[\]{}]+$/.test(secret) &&
  any(secret);
/** Where names and ids may stand, too. */
const random = (secret: string): boolean => looksRandom(secret, 16) && /\d/.test(secret) && any(secret);
const anyBody = (): boolean => true;
/** Where words of an address may stand, too, which hyphens join. */
const keyOfPath = (secret: string): boolean =>
  looksRandom(secret, 20) &&
  /\d\D*\d/.test(secret) &&
  !/\.\w{1,5}$|^[a-z]+(?:[-_][a-z]+)|^[\d-]+$/.test(secret) &&
  any(secret);

export const CONTEXTS: Context[] = [
  // SQL
  context('identified', 'password', String.raw`(?<=\b(?:user|role|alter|grant|group)\s[^\n]{1,200})identified(?:\s{1,20}with\s{1,20}\S{1,60})?\s{1,20}by\s{1,20}(?:password\s{1,20})?${QUOTED}`, any),
  context('identified', 'password', String.raw`identified(?:\s{1,20}with\s{1,20}\S{1,60})?\s{1,20}by\s{1,20}(?:password\s{1,20})?([^\s"'\x60\\;()]{4,200})`, withDigit),
  context('password', 'password', String.raw`password(?:\s{1,20}for\s[^=\n]{1,80})?\s{0,20}(?:=\s{0,20}(?:n|password)?)?\(?\s{0,4}(?:'|${Q}(?='))([^'\r\n]{4,200})(?=')`, withDigitOrOnlyWord),
  // Commands
  context('echo', 'password', String.raw`echo\s{1,20}(?:-n\s{1,20})?(?:${Q})?(?:[a-z_][\w-]{0,30}:)?([^\s"'\x60\\|:]{4,500})(?=(?:${Q})?\s{0,20}\|\s{0,20}[^\n|;]{0,160}(?:--password-stdin|--with-token|sudo -S|chpasswd|su -|env add|secret (?:put|set|create)|--passphrase-fd))`, any),
  context('mongo', 'password', String.raw`mongo(?:sh|dump|restore|export|import)?\s${REST}\s-p[ =]?${WORD}`, any, ' -p'),
  context('login', 'password', String.raw`login\s${REST}\s-p[ =]?${WORD}`, withDigit),
  context('psexec', 'password', String.raw`psexec\S{0,20}\s${REST}\s-p\s{1,20}${WORD}`, any),
  context('ldap', 'password', String.raw`ldap[a-z]{2,10}\s${REST}\s-w\s{1,20}${WORD}`, any),
  context('smbclient', 'password', String.raw`smbclient\s${REST}\s-U\s{0,20}(?:${Q})?[^\s%]{1,80}%([^\s"'\\]{4,200})`, any),
  context('lftp', 'password', String.raw`lftp\s${REST}-u\s{0,20}[^\s,]{1,80},([^\s"'\\]{4,200})`, any),
  context('http -', 'password', String.raw`http\s${REST}(?:-a|--auth)[ =](?:${Q})?[^\s:"'\\]{1,100}:([^\s"'\\]{4,200})`, any),
  context('https -', 'password', String.raw`https\s${REST}(?:-a|--auth)[ =](?:${Q})?[^\s:"'\\]{1,100}:([^\s"'\\]{4,200})`, any),
  context('curl', 'api-key', String.raw`curl\s${REST}(?:-u|--user)[ =]?(?:${Q})?([\w.-]{16,200})(?=:(?:\s|${Q}|$))`, random, '-u'),
  context('curl', 'cookie', String.raw`curl\s${REST}(?:-b|--cookie)[ =]?${Q}([^"'\\\r\n]{1,80}=[^"'\\\r\n]{4,4000})`, any),
  context('net us', 'password', String.raw`net\s{1,20}use\s${REST}/user:\S{1,80}\s{1,20}${WORD}`, any),
  context('net us', 'password', String.raw`net\s{1,20}user\s{1,20}[\w.-]{1,60}\s{1,20}([^\s/"'\\]{4,200})(?=\s{1,20}/add)`, any),
  context('freerdp', 'password', String.raw`freerdp\s${REST}/p:${WORD}`, any),
  context('openssl', 'password', String.raw`openssl\s${REST}(?:-pass(?:in|out)?\s{1,20}pass:|\s-k\s{1,20})${WORD}`, any),
  context('storepass', 'password', String.raw`storepass(?:word)?\s{1,20}${WORD}`, any),
  context('keypass', 'password', String.raw`keypass(?:word)?\s{1,20}${WORD}`, any),
  context('zip -', 'password', String.raw`zip\s{1,20}(?:-\S{1,9}\s{1,20}){0,3}-P\s{0,20}${WORD}`, any),
  context('7z ', 'password', String.raw`7z\s{1,20}[a-z]\s${REST}-p${WORD}`, any),
  context('htpasswd', 'password', String.raw`htpasswd\s{1,20}-\w{0,4}b\w{0,4}\s{1,20}\S{1,200}\s{1,20}\S{1,80}\s{1,20}${WORD}`, any),
  context('rabbitmqctl', 'password', String.raw`rabbitmqctl\s{1,20}(?:add_user|change_password|authenticate_user)\s{1,20}\S{1,80}\s{1,20}${WORD}`, any),
  context('requirepass', 'password', String.raw`requirepass\s{1,20}${WORD}`, any),
  context('masterauth', 'password', String.raw`masterauth\s{1,20}${WORD}`, any),
  context('setuser', 'password', String.raw`setuser\s[^\n]{1,80}?\s>([^\s"'\\]{4,200})`, any),
  context('redis', 'password', String.raw`redis[^\n]{0,60}[>"']\s{0,3}auth\s{1,20}(?:default\s{1,20})?${WORD}`, any),
  context('wandb', 'wandb-api-key', String.raw`wandb\s{1,20}login\s${REST}([0-9a-f]{40,})`, any),
  context('cargo l', 'cargo-token', String.raw`cargo\s{1,20}login\s{1,20}${WORD}`, random),
  context('poetry', 'credential', String.raw`poetry\s{1,20}config\s{1,20}(?:pypi-token|http-basic)\.\S{1,60}\s{1,20}(?:\S{1,80}\s{1,20})?${WORD}`, random),
  context('composer', 'access-token', String.raw`composer\s{1,20}config\s${REST}(?:oauth|token|http-basic)\S{0,80}\s{1,20}(?:\S{1,80}\s{1,20})?${WORD}`, random),
  context('bundle', 'credential', String.raw`bundle\s{1,20}config\s${REST}\S{1,100}\s{1,20}[\w.-]{1,80}:${WORD}`, random),
  context('secret set', 'secret', String.raw`secret set\s${REST}(?:-b|--body|--value)[ =]?${WORD}`, any),
  context('put-', 'secret', String.raw`put-(?:parameter|secret-value)\s[^\n|;&]{0,200}?SecureString${REST}--value[ =]${WORD}`, any),
  context('put-', 'secret', String.raw`put-(?:parameter|secret-value)\s[^\n|;&]{0,200}?--value[ =]${WORD}(?=[^\n]{0,200}SecureString)`, any),
  context('sonar', 'access-token', String.raw`sonar\.(?:login|token)[ =]${WORD}`, any),
  context('securestring', 'password', String.raw`securestring\s{1,20}(?:-string\s{1,20})?${QUOTED}`, any),
  context('sqlplus', 'password', String.raw`sqlplus\s{1,20}(?:-\w{1,3}\s{1,20}){0,3}(?:${Q})?[\w.]{1,60}/([^\s"'\\/]{3,200}?)(?=@(?://|[\w.-]))`, any),
  context('samlre', 'saml-assertion', String.raw`samlre(?:sponse|quest)["']?\s{0,3}[=:]\s{0,3}["']?([\w+/%-]{100,}={0,2})`, any),
  context('oracle:', 'password', String.raw`oracle:(?:thin|oci):[\w.]{1,60}/(?:${Q})?([^\s"'\\/]{3,200}?)(?=(?:${Q})?@(?://|[\w.-]{1,100}(?:[:/]|$)))`, any),
  context('login ', 'password', String.raw`login\s{1,20}[\w.@+-]{1,100}(?:\s|\\{1,63}[rn]){1,20}password\s{1,20}([^\s"'\\]{4,200})`, anyOfAccount),
  context('snmp', 'password', String.raw`snmp[a-z]{2,12}\s${REST}\s-[AX]\s{1,4}${WORD}`, any),
  context('cmdkey', 'password', String.raw`cmdkey\s${REST}/pass:${WORD}`, any),
  context('curl', 'password', String.raw`curl\s${REST}(?:--proxy-user|--cert)[ =](?:${Q})?[^\s:"'\\]{1,100}:([^\s"'\\]{4,200})`, any, '--'),
  context('curl', 'password', String.raw`curl\s${REST}-U[ ]?(?:${Q})?[^\s:"'\\]{1,100}:([^\s"'\\]{4,200})`, any, '-U'),
  // Protocols and their clients
  context('user ', 'password', String.raw`user \S{1,80}(?:[\r\n]|\\{1,63}[rn]){1,4}(?:<[^\n]{0,120}\n)?(?:> ?)?pass ${WORD}`, withDigit),
  context('login ', 'password', String.raw`login [\w.+-]{1,60}@[\w.-]{1,80} ${WORD}`, withDigit),
  context('auth plain', 'basic-credentials', String.raw`auth plain ([A-Za-z0-9+/]{8,400}={0,2})`, anyBody),
  context('simple_bind', 'password', String.raw`simple_bind(?:_s)?\(\s{0,9}${Q}[^"'\\]{0,200}${Q}\s{0,9},\s{0,9}${QUOTED}`, any),
  context('password for', 'password', String.raw`password for [\w.@-]{1,60}:\s{1,3}([^\s"'\x60\\<>]{6,200})`, withDigit),
  context('wifi:', 'password', String.raw`wifi:(?:[A-OQ-Z]:[^;\n]{0,80};){0,5}P:([^;"'\\\n]{4,100})`, any),
  // Fields inside fields
  context('cookies', 'cookie', String.raw`cookies${Q}\s{0,4}[:=]\s{0,4}\{\s{0,20}${Q}[\w.-]{1,60}${Q}\s{0,4}:\s{0,4}${QUOTED}`, random),
  context('password', 'password', String.raw`password${Q}\s{0,4}:\s{0,4}\{\s{0,20}${Q}S${Q}\s{0,4}:\s{0,4}${QUOTED}`, any),
  context('password', 'password', String.raw`password>\s{0,40}<value>([^<>]{4,200})(?=</value>)`, any),
  context('password', 'password', String.raw`password:?\s{0,3}</(?:strong|b|label|span|dt|th)>:?\s{0,9}(?:<[a-z]{1,9}>)?([^\s<>]{6,200})`, withDigit),
  context('npm config set', 'access-token', String.raw`npm config set\s\S{0,120}(?:_authToken|_auth|_password)[ =]${WORD}`, any),
  context('ipmitool', 'password', String.raw`ipmitool\s${REST}\s-P\s{0,4}${WORD}`, any),
  context('credential', 'password', String.raw`credentials?(?: are| is)?\s{0,3}[:=]?\s{0,3}(?:${Q})?[\w.@+-]{2,60}(?:${Q})?\s{0,3}[/:|]\s{0,3}${WORD}`, wordWithDigit),
  context('login', 'password', String.raw`login:? {1,3}(?:${Q})?[\w.@+-]{2,60}\s{0,3}[/:]\s{0,3}${WORD}`, wordWithDigit),
  context('sqlcmd', 'password', String.raw`sqlcmd\s${REST}\s-P\s{0,4}${WORD}`, any),
  context('bcp ', 'password', String.raw`bcp\s${REST}\s-P\s{0,4}${WORD}`, any),
  context('isql', 'password', String.raw`isql\s${REST}\s-P\s{0,4}${WORD}`, any),
  context('cqlsh', 'password', String.raw`cqlsh\s${REST}\s-p\s{0,4}${WORD}`, any),
  context('beeline', 'password', String.raw`beeline\s${REST}\s-p\s{1,4}${WORD}`, any),
  context('plink', 'password', String.raw`plink\s${REST}\s-pw\s{1,4}${WORD}`, any),
  context('pscp', 'password', String.raw`pscp\s${REST}\s-pw\s{1,4}${WORD}`, any),
  context('evil-winrm', 'password', String.raw`evil-winrm\s${REST}\s-p\s{1,4}${WORD}`, any),
  context('schtasks', 'password', String.raw`schtasks\s${REST}\s/rp\s{1,4}${WORD}`, any),
  context(' /password:', 'password', String.raw` /password:${WORD}`, any),
  context('doctl ', 'digitalocean-token', String.raw`doctl\s${REST}(?:-t|--access-token)[ =]([0-9a-f]{40,80})`, any),
  context('add-mask::', 'secret', String.raw`add-mask::([^\s"'\\]{6,500})`, any),
  context('fernet(', 'encryption-key', String.raw`fernet\(\s{0,20}b?${Q}([\w-]{43}=)`, anyBody),
  context('mysqli', 'password', String.raw`mysqli(?:_connect)?\(\s{0,20}${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}${QUOTED}`, any),
  context('pdo(', 'password', String.raw`pdo\(\s{0,20}${Q}[^"'\\\n]{1,300}${Q}\s{0,20},\s{0,20}${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}${QUOTED}`, any),
  context('variable ', 'secret', String.raw`variable\s{1,4}\\{0,63}"\w{0,60}(?:password|passwd|secret|token|api_?key|private_key|access_key)\\{0,63}"\s{0,4}\{[^{}]{0,400}?\bdefault\s{0,20}=\s{0,20}\\{0,63}"([^"\\\r\n]{4,500})(?=\\{0,63}")`, withDigit),
  context('wpa_passphrase', 'password', String.raw`wpa_passphrase\s{1,9}\S{1,40}\s{1,9}${WORD}`, any),
  context('phrase', 'seed-phrase', String.raw`phrase(?:\s(?:is|was))?\s{0,3}[:=]?\s{0,3}(?:${Q})?((?:[a-z]{3,8}\s{1,3}){11,23}[a-z]{3,8})(?![a-z])`, isSeedPhrase),
  // Calls
  context('basicauth', 'password', String.raw`basicauth\s{0,2}\(\s{0,20}${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}${QUOTED}`, withDigit),
  context('.login(', 'password', String.raw`\.login\(\s{0,20}${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}${QUOTED}`, withDigit),
  context('getconnection', 'password', String.raw`getconnection\(\s{0,20}${Q}[^"'\\\n]{1,300}${Q}\s{0,20},\s{0,20}${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}${QUOTED}`, any),
  context('credential', 'credential', String.raw`credentials?\s{0,2}\(\s{0,20}${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}${QUOTED}`, withDigit),
  context('jwt.', 'jwt-secret', String.raw`jwt\.(?:sign|encode|verify|decode)\([^()"'\n]{1,80},\s{0,20}${QUOTED}`, (secret) => withDigit(secret) && !/^[A-Z]{2}\d{3}$/.test(secret)),
  context('hmac(', 'signing-key', String.raw`hmac\(\s{0,20}${Q}[\w-]{1,20}${Q}\s{0,20},\s{0,20}${QUOTED}`, withDigit),
  context('twilio(', 'twilio-auth-token', String.raw`twilio\(\s{0,20}${Q}AC[0-9a-f]{32}${Q}\s{0,20},\s{0,20}${QUOTED}`, random),
  context('client(', 'api-key', String.raw`client\(\s{0,20}${QUOTED}(?=${Q}\s{0,20}[,)])`, keyOfClient),
  context('openai(', 'openai-api-key', String.raw`openai\(\s{0,20}${QUOTED}(?=${Q}\s{0,20}[,)])`, keyOfClient),
  context('algoliasearch(', 'algolia-api-key', String.raw`algoliasearch\(\s{0,20}${Q}\w{4,20}${Q}\s{0,20},\s{0,20}${QUOTED}`, random),
  // Browsers: a page's password field and what goes into it
  context('password', 'password', String.raw`password[^"'\n\\]{0,24}${Q}(?:\]${Q})?\s{0,20}(?:,\s{0,20}|\)?\s{0,20}\)\.(?:fill|type|sendkeys|send_keys|press_?sequentially)\(\s{0,20})${QUOTED}(?=${Q}\s{0,20}[,)])`, withDigitOrKeys),
  context('password', 'password', String.raw`password[^"'\n\\]{0,24}\\{0,63}"\s{0,20},\s{0,20}(?:\\{0,63}"\w{1,20}\\{0,63}"\s{0,20}:\s{0,20}\\{0,63}"[^"\\]{0,60}\\{0,63}"\s{0,20},\s{0,20}){0,2}\\{0,63}"(?:text|value)\\{0,63}"\s{0,20}:\s{0,20}${QUOTED}`, any),
  // Webhooks in JSON that escapes slashes
  context('hooks.slack', 'slack-webhook', String.raw`hooks\.slack(?:-gov)?\.com\\{1,63}/services\\{1,63}/(\w{6,}\\{1,63}/\w{6,}\\{1,63}/\w{16,})`, anyBody),
  context('webhooks\\/', 'discord-webhook', String.raw`webhooks\\{1,63}/\d{15,20}\\{1,63}/([\w-]{40,})`, anyBody),
  // Commands that answer with a secret, tools that are given one, and addresses that hold one
  context('pass show', 'secret', String.raw`pass show\s${ANSWER}${ONLY_WORD}`, withDigit),
  context('op read ', 'secret', String.raw`op read\s${ANSWER}${ONLY_WORD}`, withDigit),
  context('generic-password', 'secret', String.raw`generic-password\s${ANSWER}${ONLY_WORD}`, withDigit),
  context('internet-password', 'secret', String.raw`internet-password\s${ANSWER}${ONLY_WORD}`, withDigit),
  context('get password ', 'secret', String.raw`get password\s${ANSWER}${ONLY_WORD}`, withDigit),
  context('secret-tool lookup', 'secret', String.raw`secret-tool lookup\s${ANSWER}${ONLY_WORD}`, withDigit),
  context('get-login-password', 'secret', String.raw`get-login-password${ANSWER}${ONLY_WORD}`, withDigit),
  context('get-secret-value', 'secret', String.raw`get-secret-value\s${ANSWER}${ONLY_WORD}`, withDigit),
  context('secrets versions access', 'secret', String.raw`secrets versions access\s${ANSWER}${ONLY_WORD}`, withDigit),
  context('auth token', 'secret', String.raw`(?<=\b(?:gh|glab|heroku|fly|flyctl) )auth token${ANSWER}${ONLY_WORD}`, withDigit),
  context('print-access-token', 'secret', String.raw`print-access-token${ANSWER}${ONLY_WORD}`, withDigit),
  context('base64 -', 'secret', String.raw`(?<=secret[^\n]{1,200})base64 (?:-d|-D|--decode)\b${ANSWER}${ONLY_WORD}`, withDigit),
  context('output -raw ', 'secret', String.raw`output -raw \w*(?:password|secret|token|key)\b${ANSWER}${ONLY_WORD}`, withDigit),
  context('kv get -field=', 'secret', String.raw`kv get -field=${ANSWER}${ONLY_WORD}`, withDigit),
  context('echo ', 'secret', String.raw`(?<=[$#>] |[\r\n"]|\\n)echo "?\$\{?\w*(?:pass|passw(?:or)?d|passphrase|secret|token|key|pat|creds?|credentials?)\}?"?${ANSWER}${ONLY_WORD}`, withDigit),
  context('printenv ', 'secret', String.raw`printenv \w*(?:pass|passw(?:or)?d|passphrase|secret|token|key|pat|creds?|credentials?)${ANSWER}${ONLY_WORD}`, withDigit),
  context('cat ', 'secret', String.raw`(?<![\w-])cat [^\s"\\|;&]{0,200}(?:passw(?:or)?d|secret|token|api_?key|credential)s?(?:\.txt|\.key)?${ANSWER}${ONLY_WORD}`, withDigit),
  context('config:get ', 'secret', String.raw`config:get \w*(?:pass|passw(?:or)?d|passphrase|secret|token|key|pat|creds?|credentials?)\b${ANSWER}${ONLY_WORD}`, withDigit),
  context('secrets get ', 'secret', String.raw`secrets get \w*(?:pass|passw(?:or)?d|passphrase|secret|token|key|pat|creds?|credentials?)\b${ANSWER}${ONLY_WORD}`, withDigit),
  context('read -field=', 'secret', String.raw`read -field=${ANSWER}${ONLY_WORD}`, withDigit),
  context('keyvault secret show', 'secret', String.raw`keyvault secret show\s${ANSWER}${ONLY_WORD}`, withDigit),
  context('--with-decryption', 'secret', String.raw`--with-decryption${ANSWER}${ONLY_WORD}`, withDigit),
  context('vault.azure.net/secrets/', 'secret', String.raw`vault\.azure\.net/secrets/[^{}]{0,400}?"value\\{0,63}"\s{0,9}:\s{0,9}${QUOTED}`, any),
  context('unsafeplaintext(', 'secret', String.raw`unsafeplaintext\(\s{0,20}${QUOTED}`, any),
  context('"username', 'api-key', String.raw`"username\\{0,63}"\s{0,9}:\s{0,9}\\{0,63}"[^"\\]{1,80}\\{0,63}"\s{0,9},\s{0,40}\\{0,63}"key\\{0,63}"\s{0,9}:\s{0,9}\\{0,63}"([0-9a-f]{32})`, anyBody),
  context('client(', 'access-token', String.raw`client\(\s{0,20}${Q}AC[0-9a-f]{32}${Q}\s{0,20},\s{0,20}${Q}([0-9a-f]{32})`, anyBody),
  context('creds', 'password', String.raw`creds(?: are| is)?\s{0,3}[:=]?\s{0,3}(?:${Q})?[\w.@+-]{2,60}(?:${Q})?\s{0,3}[/:|]\s{0,3}${WORD}`, wordWithDigit),
  context('"]=>', 'secret', String.raw`(?<=\[\\{0,63}"[\w-]{0,40}(?:password|passwd|secret|token|api_?key|private_?key|access_?key)\\{0,63})"\]=>(?:\s|\\{1,63}[rn]){0,12}string\(\d{1,6}\) ${QUOTED}`, withDigit),
  context('auth default ', 'password', String.raw`auth default\s{1,9}${WORD}(?=\s{0,4}(?:[\r\n]|\\{1,63}[rn"]|"|$))`, withDigit),
  context('auth ', 'password', String.raw`(?<=>\s{0,3})auth (?:default\s{1,9})?([^\s"'\\]{6,200})(?=\s{0,4}(?:[\r\n]|\\{1,63}[rn"]|"|$))`, withDigit),
  context('auth ', 'password', String.raw`(?<=^|[\r\n]\s{0,3}|\\{1,63}[nr"]|")auth (?:default\s{1,9})?([^\s"'\\]{6,200})(?=\s{0,4}(?:[\r\n]|\\{1,63}[rn"]|"|$))`, passwordOfAuth),
  context('bundle_', 'credential', String.raw`bundle_[a-z0-9_]{3,60}:\s{0,3}(?:${Q})?[\w.-]{1,60}:${WORD}`, withDigit),
  context('-oauth', 'access-token', String.raw`-oauth${Q}\s{0,4}:\s{0,4}\{\s{0,40}${Q}[\w.-]{1,80}${Q}\s{0,4}:\s{0,4}${QUOTED}`, random),
  context('<master>', 'encrypted-secret', String.raw`<master>\{([A-Za-z0-9+/]{30,500}={0,2})(?=\})`, anyBody),
  context('{aqaaabaaaa', 'encrypted-secret', String.raw`\{(AQAAABAAAA[A-Za-z0-9+/]{20,20000}={0,2})(?=\})`, anyBody),
  context('random_password', 'password', String.raw`random_password\\{0,63}"[^]{0,360}?"result\\{0,63}"\s{0,4}:\s{0,4}${QUOTED}`, any),
  context('\ttrue\t/', 'cookie', String.raw`\t${COOKIE_LINE}`, withDigit),
  context('\tfalse\t/', 'cookie', String.raw`\t${COOKIE_LINE}`, withDigit),
  context('ttrue\\', 'cookie', String.raw`t${COOKIE_LINE}`, withDigit),
  context('tfalse\\', 'cookie', String.raw`t${COOKIE_LINE}`, withDigit),
  context('unseal key', 'unseal-key', String.raw`unseal key(?: \d{1,2})?\s{0,3}[:=]\s{0,3}([A-Za-z0-9+/]{43,88}={0,2})`, anyBody),
  context('crypt(', 'password', String.raw`crypt\(\s{0,9}'([^'\n\\]{4,200})(?='\s{0,9},\s{0,9}gen_salt)`, any),
  context('minisign encrypted', 'private-key', String.raw`minisign encrypted secret key(?:\s|\\{1,63}[rn]){1,4}([A-Za-z0-9+/]{60,600}={0,2})`, anyBody),
  context('"p"', 'private-key', String.raw`"(?:d?[pq]|qi)\\{0,63}"\s{0,9}:\s{0,9}\\{0,63}"([\w-]{80,1000})(?=\\{0,63}")`, random),
  context('"q"', 'private-key', String.raw`"(?:d?[pq]|qi)\\{0,63}"\s{0,9}:\s{0,9}\\{0,63}"([\w-]{80,1000})(?=\\{0,63}")`, random),
  context('"dp', 'private-key', String.raw`"(?:d?[pq]|qi)\\{0,63}"\s{0,9}:\s{0,9}\\{0,63}"([\w-]{80,1000})(?=\\{0,63}")`, random),
  context('"dq', 'private-key', String.raw`"(?:d?[pq]|qi)\\{0,63}"\s{0,9}:\s{0,9}\\{0,63}"([\w-]{80,1000})(?=\\{0,63}")`, random),
  context('"qi', 'private-key', String.raw`"(?:d?[pq]|qi)\\{0,63}"\s{0,9}:\s{0,9}\\{0,63}"([\w-]{80,1000})(?=\\{0,63}")`, random),
  context('"p\\', 'private-key', String.raw`"(?:d?[pq]|qi)\\{0,63}"\s{0,9}:\s{0,9}\\{0,63}"([\w-]{80,1000})(?=\\{0,63}")`, random),
  context('"q\\', 'private-key', String.raw`"(?:d?[pq]|qi)\\{0,63}"\s{0,9}:\s{0,9}\\{0,63}"([\w-]{80,1000})(?=\\{0,63}")`, random),
  context('recovery code', 'recovery-codes', String.raw`(?:recovery|backup) codes?\s{0,3}:?(?:\s|\\{1,63}[rn]|\d{1,2}[.)]|[-*]){1,12}((?:\w{4,8}[- ]\w{4,8}(?![\w-])(?:[\s,;]|\\{1,63}[rn]|\d{1,2}[.)] |[-*] ){0,8}){1,20})`, withDigit),
  context('backup code', 'recovery-codes', String.raw`(?:recovery|backup) codes?\s{0,3}:?(?:\s|\\{1,63}[rn]|\d{1,2}[.)]|[-*]){1,12}((?:\w{4,8}[- ]\w{4,8}(?![\w-])(?:[\s,;]|\\{1,63}[rn]|\d{1,2}[.)] |[-*] ){0,8}){1,20})`, withDigit),
  context('send', 'password', String.raw`(?<=password:?[ "'\\]{1,9}[^\n]{0,20}\n?[^\n]{0,40})send(?:line|_user)?\s{0,4}\(?\s{0,4}(?:--\s)?${Q}([^"\'\x60\\\r\n]{4,200})(?=(?:\\{1,63}[rn])?${Q})`, withDigit),
  context('passwordcredential(', 'password', String.raw`passwordcredential\(\s{0,20}${QUOTED}(?=${Q}\s{0,9}\))`, any),
  context('password', 'password', String.raw`password${Q}[^<>]{0,200}?\svalue=${QUOTED}(?=[^<>]{0,200}>)`, any, 'value='),
  context('password', 'password', String.raw`password (?:field|box|input|textbox|prompt)(?:${Q})?\s{0,3}[:=,]\s{0,3}${WORD}`, withDigit),
  context('enable ', 'password', String.raw`enable (?:secret|password)(?: \d)?\s{1,3}${WORD}`, withDigit),
  context('snmp-server community', 'password', String.raw`snmp-server community\s{1,3}${WORD}`, any),
  context('printf', 'secret', String.raw`printf\s{1,9}(?:${Q}%s(?:\\{1,63}n)?${Q}\s{1,9})?(?:${Q})?([^\s"\'\x60\\|:%]{6,500})(?=(?:\\{1,63}n)?(?:${Q})?\s{0,20}\|\s{0,20}[^\n|;]{0,160}(?:--password-stdin|--with-token|sudo -S|chpasswd|su -|env add|secrets? (?:put|set|create|add)|--passphrase-fd))`, any),
  context('ugfzc3dvcmq6', 'password', String.raw`UGFzc3dvcmQ6(?:\s|\\{1,63}[rn]){1,4}(?:C: ?|> ?)?([A-Za-z0-9+/]{6,400}={0,2})(?=\s|\\|"|$)`, anyBody),
  context('user ', 'password', String.raw`user \S{1,80}(?:[\r\n]|\\{1,63}[rn]){1,4}(?:(?:< ?)?331[ -][^\n\\]{0,120}(?:[\r\n]|\\{1,63}[rn]){1,4})(?:> ?)?pass ${WORD}`, any),
  context('nickserv', 'password', String.raw`nickserv\s{0,3}:?\s{0,3}(?:identify|register)\s{1,4}${WORD}`, any),
  context('mosquitto_', 'password', String.raw`mosquitto_[a-z]{2,9}\s${REST}\s-P\s{0,4}${WORD}`, any),
  context('rabbitmqadmin', 'password', String.raw`rabbitmqadmin\s${REST}\s-p\s{0,4}${WORD}`, any),
  context('alias set ', 'secret-key', String.raw`alias set\s{1,4}\S{1,60}\s{1,4}\S{1,200}\s{1,4}\S{1,100}\s{1,4}${WORD}`, withDigit),
  context('login with ', 'password', String.raw`login with (?:${Q})?[\w.@+-]{2,60}(?:${Q})?\s{0,3}(?:/|:|and)\s{0,3}${WORD}`, wordWithDigit),
  context('/magic', 'link-token', String.raw`/magic[-_]?(?:link|login|signin)?/${PATH_KEY}`, keyOfPath),
  context('reset/', 'link-token', String.raw`(?<=[/-])reset/(?:[\w=-]{1,12}/)?${PATH_KEY}`, keyOfPath),
  context('reset-password/', 'link-token', String.raw`reset[-_]password/(?:[\w=-]{1,12}/)?${PATH_KEY}`, keyOfPath),
  context('/invit', 'link-token', String.raw`/invit(?:e|es|ation|ations)/(?:accept/)?${PATH_KEY}`, keyOfPath),
  context('/verify', 'link-token', String.raw`/verify(?:[-_]email|[-_]account)?/${PATH_KEY}`, keyOfPath),
  context('/confirm', 'link-token', String.raw`/confirm(?:ation|[-_]email)?/${PATH_KEY}`, keyOfPath),
  context('/activat', 'link-token', String.raw`/activat(?:e|ion)/(?:[\w=-]{1,12}/)?${PATH_KEY}`, keyOfPath),
  context('/hooks/', 'link-token', String.raw`/hooks/${PATH_KEY}`, keyOfPath),
  context('/webhook', 'webhook', String.raw`(?<=://[^\s"\']{1,200})/webhook(?:s|-test)?/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})`, anyBody),
  context('.make.com/', 'webhook', String.raw`(?<=//hook\.[a-z]{2}\d)\.make\.com/([a-z0-9]{20,60})`, anyBody),
  context('hc-ping.com/', 'webhook', String.raw`hc-ping\.com/([\w-]{20,60})`, anyBody),
  context('/private-', 'calendar-token', String.raw`(?<=/ical/[^\s"\']{1,200})/private-([0-9a-f]{16,64})`, anyBody),
  context('accounts', 'private-key', String.raw`accounts(?:${Q})?\s{0,4}[:=]\s{0,4}\[\s{0,40}${Q}((?:0x)?[0-9a-f]{64})(?=${Q})`, anyBody),
  context('reg_sz', 'secret', String.raw`(?<=(?:passw(?:or)?d|pwd|secret|token|key|passphrase)(?:${Q})?\s{1,40})reg_sz\s{1,20}${WORD}`, drawn),
  context('reg_sz', 'secret', String.raw`(?<=(?:passw(?:or)?d|pwd|secret|token|key|passphrase)(?:${Q})?\s{1,9}/t\s{1,9})reg_sz\s{1,9}/d\s{1,9}${WORD}`, drawn),
  context(' / ', 'password', String.raw`(?<=[\w.+-]{1,60}@[\w.-]{1,80}) / ${WORD}`, wordWithDigit),
  context('setup key', 'totp-secret', String.raw`setup key(?: is)?\s{0,3}:?(?:\s|\\{1,63}[rn]|[*"'\x60]){1,9}((?:[A-Z2-7]{4}[ -]?){4,13}(?<=\w))`, withDigit),
  context('secret key', 'totp-secret', String.raw`secret key(?: is)?\s{0,3}:?(?:\s|\\{1,63}[rn]|[*"'\x60]){1,9}((?:[A-Z2-7]{4}[ -]){3,12}[A-Z2-7]{4})(?![A-Za-z0-9])`, withDigit),
  context(',v1=', 'signature', String.raw`(?<=\bt=\d{9,13}),v1=([0-9a-f]{40,64}(?:,v\d=[0-9a-f]{40,64}){0,9})`, anyBody),
  context('/d/', 'link-token', String.raw`(?<=//[\w.-]{1,100})/d/${PATH_KEY}`, keyOfPath),
  context('00d', 'salesforce-session', String.raw`(?<![A-Za-z0-9])00D[A-Za-z0-9]{9,15}!([\w.]{80,200})`, anyBody),
  context('$8$', 'password-hash', String.raw`\$8\$[./A-Za-z0-9]{14}\$([./A-Za-z0-9]{43})`, anyBody),
  context('$9$', 'password-hash', String.raw`\$9\$[./A-Za-z0-9]{14}\$([./A-Za-z0-9]{43})`, anyBody),
  context('$krb5', 'password-hash', String.raw`\$krb5\w{3,6}\$\d{1,2}\$([^\s"'\\]{64,8000})`, anyBody),
  context('auth.login_with_api_key', 'api-key', String.raw`auth\.login_with_api_key\\{0,63}"\s{0,4},\s{0,40}\\{0,63}"params\\{0,63}"\s{0,4}:\s{0,4}\[\s{0,40}\\{0,63}"([^"\\]{20,200})`, anyBody),
  context('connect(', 'password', String.raw`connect\(\s{0,20}${Q}[^"'\\\n]{1,300}${Q}\s{0,20},\s{0,20}${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}${QUOTED}`, withDigit),
  context('database(', 'password', String.raw`database\(\s{0,20}${Q}[^"'\\\n]{1,300}${Q}\s{0,20},\s{0,20}${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}${QUOTED}`, withDigit),
  context('<<<', 'secret', String.raw`(?<=(?:pass|passw(?:or)?d|secret|token|key)s?\b[^\n]{0,60})<<<\s{0,4}${WORD}`, withDigit),
  context('initial-password', 'password', String.raw`initial-password${ANSWER}${ONLY_WORD}`, withDigit),
  context('password', 'password', String.raw`password(?: [a-z]{1,12}){0,8}:(?:\s|\\{1,63}[rn]){2,4}${ONLY_WORD}`, drawn),
  context('api key', 'api-key', String.raw`api key(?: [a-z]{1,12}){0,8}:(?:\s|\\{1,63}[rn]){2,4}${ONLY_WORD}`, random),
  context('token', 'access-token', String.raw`token(?: [a-z]{1,12}){0,8}:(?:\s|\\{1,63}[rn]){2,4}${ONLY_WORD}`, random),
  context('<auth-user-pass>', 'password', String.raw`<auth-user-pass>(?:\s|\\{1,63}[rn]){1,4}[^\s"'\\<>]{1,100}(?:\r?\n|(?:\\{1,63}r)?\\{1,63}n)([^\s"'\\<>]{4,200})`, any),
  context('default:', 'password', String.raw`(?<=(?:password|secret|token|key):\s{0,4}(?:(?:\n|\\n)\s{1,20}\w{1,30}:[^\n\\]{0,100}){0,5}(?:\n|\\n)\s{1,20})default:\s{1,4}${WORD}`, withDigit),
  context('--otp', 'one-time-code', String.raw`--otp[ =](?:${Q})?(\d{6,8})`, anyBody),
  context('rocommunity', 'password', String.raw`rocommunity6?\s{1,9}${WORD}`, any),
  context('rwcommunity', 'password', String.raw`rwcommunity6?\s{1,9}${WORD}`, any),
  context('.infura.io/', 'api-key', String.raw`\.infura\.io/(?:ws/)?v3/([0-9a-f]{32})`, anyBody),
  context('.alchemy.com/', 'api-key', String.raw`\.alchemy\.com/(?:\w{1,9}/)?v\d/([\w-]{20,60})`, any),
  context('.quiknode.pro/', 'api-key', String.raw`\.quiknode\.pro/([0-9a-f]{32,64})`, anyBody),
  context('rpc.ankr.com/', 'api-key', String.raw`rpc\.ankr\.com/[\w-]{1,40}/([0-9a-f]{40,80})`, anyBody),
  context('1drv.ms/', 'link-token', String.raw`1drv\.ms/\w/(?:s!|c/\w{8,20}/)([\w-]{16,100})`, anyBody),
  context('bearer', 'bearer-token', String.raw`bearer\s?${Q}\s{0,4}[+.]\s{0,4}${QUOTED}`, random),
  context('csrf-token', 'csrf-token', String.raw`csrf-token\\{0,63}"\s{1,4}content=\\{0,63}"([^"\\<>\s]{20,200})`, random),
  context('getitem(', 'access-token', String.raw`getitem\(${Q}[\w.-]{0,40}(?:token|secret|key|session|jwt)[\w.-]{0,20}${Q}\);?(?:\s|\\{1,63}[rn]){1,4}[<>=]{0,2}\s{0,3}${QUOTED}`, random),
  context('cvv', 'card-code', String.raw`cvv2?(?: is)?\s{0,3}[:=]?\s{0,3}(\d{3,4})(?![\w.])`, anyBody),
  context('cvc', 'card-code', String.raw`cvc2?(?: is)?\s{0,3}[:=]?\s{0,3}(\d{3,4})(?![\w.])`, anyBody),
  context('admin:', 'password', String.raw`(?<![\w./@-])admin:${WORD}`, strong),
  context('root:', 'password', String.raw`(?<![\w./@-])root:${WORD}`, strong),
  context('wordpress_logged_in_', 'cookie', String.raw`wordpress_logged_in_[0-9a-f]{32}=([^\s;"'\\]{30,400})`, anyBody),
  context('li_at=', 'cookie', String.raw`li_at=([\w-]{60,400})`, random),
  context('password', 'password', String.raw`password:?(?: is)?\s{1,4}(?:${Q})?((?:[a-z]{4} ){3}[a-z]{4})(?![a-z])`, isAppPassword),
  context('.login(', 'password', String.raw`\.login\(\s{0,20}${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}${Q}((?:[a-z]{4} ){3}[a-z]{4})(?=${Q})`, isAppPassword),
  context('signify secret', 'private-key', String.raw`signify secret key(?:\s|\\{1,63}[rn]){1,4}([A-Za-z0-9+/]{60,600}={0,2})`, anyBody),
  context('wif', 'private-key', String.raw`wif\W{1,6}([5KL][1-9A-Za-z]{50,51})(?![A-Za-z0-9])`, random),
  context('snyk auth ', 'access-token', String.raw`snyk auth ([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})`, anyBody),
  context('codecov', 'access-token', String.raw`codecov\s${REST}-t[ =]?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})`, anyBody),
  context('credential', 'password', String.raw`credentials?\(\s{0,20}(?:${Q}[^"'\\\n]{1,100}${Q}\s{0,20},\s{0,20}){3}${QUOTED}`, withDigit),
  context('product key', 'license-key', String.raw`product key\W{1,6}([A-Z0-9]{5}(?:-[A-Z0-9]{5}){3,5})(?![\w-])`, withDigit),
  context('license key', 'license-key', String.raw`license key\W{1,6}([A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){3,6})(?![\w-])`, withDigit),
  context('-serial ', 'license-key', String.raw`-serial ([A-Z0-9]{2,5}(?:-[A-Z0-9]{4,5}){4,6})(?![\w-])`, withDigit),
  // Lines of files
  context('*:*:', 'password', String.raw`\*:\*:[^\s:"'\\]{1,80}:[^\s:"'\\]{1,80}:([^\s:"'\\]{4,200})`, any),
  context(':543', 'password', String.raw`:543\d:[^\s:"'\\]{1,80}:[^\s:"'\\]{1,80}:([^\s:"'\\]{4,200})`, any),
  context('name="pa', 'password', String.raw`name=\\{0,63}"password\\{0,63}"(?:\s|\\{1,63}[rn]){2,12}([^\s"'\\<>]{4,200})`, any),
  context('key_', 'aws-secret-key', String.raw`key_id\S{0,9}\s{0,3}[:=]\s{0,3}\S{16,24}\s{1,4}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])`, random),
  context('"d', 'private-key', String.raw`"d\\{0,63}"\s{0,20}:\s{0,20}\\{0,63}"([\w-]{20,1000})(?=\\{0,63}"[^{}]{0,800}?\\{0,63}"kty)`, anyBody),
  context('"kty', 'private-key', String.raw`"kty\\{0,63}"[^{}]{0,800}?[,{]\s{0,20}\\{0,63}"[dk]\\{0,63}"\s{0,20}:\s{0,20}\\{0,63}"([\w-]{20,1000})`, anyBody),
  context('$2a', 'password-hash', String.raw`\$2[abxy]\$\d\d\$([./A-Za-z0-9]{53})`, anyBody),
  context('$2b', 'password-hash', String.raw`\$2[abxy]\$\d\d\$([./A-Za-z0-9]{53})`, anyBody),
  context('$2y', 'password-hash', String.raw`\$2[abxy]\$\d\d\$([./A-Za-z0-9]{53})`, anyBody),
  context('$6$', 'password-hash', String.raw`\$6\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$([./A-Za-z0-9]{86})`, anyBody),
  context('$5$', 'password-hash', String.raw`\$5\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$([./A-Za-z0-9]{43})`, anyBody),
  context('$y$', 'password-hash', String.raw`\$y\$[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{1,86}\$([./A-Za-z0-9]{43})`, anyBody),
  context('$ap', 'password-hash', String.raw`\$apr1\${1,2}[./A-Za-z0-9]{1,8}\${1,2}([./A-Za-z0-9]{22})`, anyBody),
  context('$ar', 'password-hash', String.raw`\$argon2i?d?\$v=\d{1,9}\$[\w=,]{1,60}\$([A-Za-z0-9+/$]{20,400})`, anyBody),
  // Hashes of passwords, of several frameworks and systems
  context('$1$', 'password-hash', String.raw`\$1\$[./A-Za-z0-9]{1,8}\$([./A-Za-z0-9]{22})`, anyBody),
  context('{sha}', 'password-hash', String.raw`\{SHA\}([A-Za-z0-9+/]{27}=)`, anyBody),
  context('{ssha', 'password-hash', String.raw`\{SSHA(?:256|512)?\}([A-Za-z0-9+/]{32,120}={0,2})`, anyBody),
  context('pbkdf2', 'password-hash', String.raw`pbkdf2[_:-]sha\d{1,3}[$:]\d{1,9}\$[^\s$"'\\]{1,64}\$([A-Za-z0-9+/=]{27,200})`, anyBody),
  context('scrypt:', 'password-hash', String.raw`scrypt:\d{1,9}:\d{1,3}:\d{1,3}\$[^\s$"'\\]{1,64}\$([0-9a-f]{64,200})`, anyBody),
  context('$scrypt', 'password-hash', String.raw`\$scrypt\$ln=\d{1,3},r=\d{1,3},p=\d{1,3}\$[A-Za-z0-9+/]{1,100}\$([A-Za-z0-9+/]{20,200})`, anyBody),
  context('scram-sha', 'password-hash', String.raw`SCRAM-SHA-\d{1,3}\$\d{1,9}:[A-Za-z0-9+/=]{1,100}\$([A-Za-z0-9+/=]{20,100}:[A-Za-z0-9+/=]{20,100})`, anyBody),
  context('aad3b435', 'password-hash', String.raw`aad3b435b51404eeaad3b435b51404ee:([0-9a-f]{32})`, anyBody),
  context('password_hash', 'password-hash', String.raw`password_hash\\{0,63}["']?\s{0,4}[:=]\s{0,4}\\{0,63}["']?([0-9a-fA-F]{32,128})(?![0-9a-zA-Z])`, anyBody),
  context('$ansible_vault', 'encrypted-secret', String.raw`\$ANSIBLE_VAULT;[\d.]{1,5};AES256(?:;\w{1,40})?((?:[0-9a-f]|\s|\\{1,63}[rn]){32,20000}[0-9a-f])`, anyBody),
  // Private keys without PEM's labels: RFC 4716, PuTTY, OpenVPN; the first bytes of OpenSSH's, PKCS #1 and PKCS #8
  context('ssh2 encrypted', 'private-key', String.raw`ssh2 encrypted private key ----((?:[^-]|-(?!---)){24,20000})`, hasBase64),
  context('private-lines', 'private-key', String.raw`private-lines: \d{1,3}(?:\s|\\{1,63}[rn]){1,4}(${LINES})(?=(?:\s|\\{1,63}[rn]){0,4}(?:Private-MAC|["'\x60]|$))`, hasBase64),
  context('openvpn static', 'private-key', String.raw`openvpn static key V1-----((?:[0-9a-f]|\s|\\{1,63}[rn]){32,2000})`, hasBase64),
  context('b3blbnnza', 'private-key', `${NO_KEY_BEFORE}(b3BlbnNzaC1rZXktdjE${LINES})`, hasBase64),
  context('mii', 'private-key', `${NO_KEY_BEFORE}(MII[A-J][A-Za-z0-9+/]{2}IB(?:AAK[BC]|ADANBgkqhkiG9w0BAQ)${LINES})`, (secret) => secret.startsWith('MII')),
  context('migh', 'private-key', `${NO_KEY_BEFORE}(MIGHAgEAMBMGByqGSM49${LINES})`, (secret) => secret.startsWith('MIGH')),
  context('aaaaaaaaaaaaaaaaaaaa', 'twitter-bearer-token', String.raw`(?<![A-Za-z0-9+/])(A{20,40}(?:[A-Za-z0-9]|%[0-9A-F]{2}){60,200})`, (secret) => secret.includes('%')),
  context('private%20key', 'private-key', String.raw`private%20key-----((?:%0[AD]|%2[BF]|%3D|[A-Za-z0-9+/=]){24,20000})`, hasBase64),
  context('private+key', 'private-key', String.raw`private\+key-----((?:%0[AD]|%2[BF]|%3D|[A-Za-z0-9+/=]){24,20000})`, hasBase64),
  context('%3a%2f%2f', 'url-password', String.raw`%3A%2F%2F(?:[\w.~-]|%(?!40|3A|2F)[0-9A-F]{2}){0,100}%3A((?:[\w.~!*-]|%(?!40|2F)[0-9A-F]{2}){4,200})(?=%40)`, any),
  context('cosmos', 'azure-storage-key', AZURE_KEY, anyBody, '=='),
  context('storage', 'azure-storage-key', AZURE_KEY, anyBody, '=='),
  context('account', 'azure-storage-key', AZURE_KEY, anyBody, '=='),
  context('keyname', 'azure-storage-key', AZURE_KEY, anyBody, '=='),
  context('access_token$', 'paypal-access-token', String.raw`access_token\$(?:production|sandbox)\$([0-9a-z]{16}\$[0-9a-f]{32})`, anyBody),
]; // prettier-ignore

/** `PASSWORD 'correcthorse'` is one, the `password ' + name + '` of code is none. */
function withDigitOrOnlyWord(secret: string): boolean {
  return (
    !/[\s+,(){}]/.test(secret) &&
    any(secret) &&
    (withDigit(secret) || /^[A-Za-z]{8,}$/.test(secret) || looksRandom(secret, 8))
  );
}

/** What Redis takes after `AUTH`; other protocols name a method there. */
function passwordOfAuth(secret: string): boolean {
  return (
    withDigit(secret) &&
    looksRandom(secret, 6) &&
    /\d\D+\d|[A-Z!@#$%^&*_+=-]/.test(secret) &&
    !/^(?:md5|sha|hs|rs|es|ntlm|cram|x?oauth)-?\d/i.test(secret)
  );
}

/** A date, a path or a number may follow, too. */
function wordWithDigit(secret: string): boolean {
  return (
    looksRandom(secret, 6) &&
    /[A-Za-z]{2}/.test(secret) &&
    !/^[/\d]|[/:,].*[/:,]|\.\w{1,5}$/.test(secret) &&
    withDigit(secret)
  );
}

/** What a client is made with may be an address, a name or an id. */
function keyOfClient(secret: string): boolean {
  return /^[\w+/=-]{24,}$/.test(secret) && random(secret) && !/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(secret);
}

/** What `login ada password …` has in `.netrc`; a sentence has other words. */
function anyOfAccount(secret: string): boolean {
  return any(secret) && (/[^A-Za-z]/.test(secret) || isPasswordOfLetters(secret));
}

/** Four times four letters, as Google gives them to programs: hardly words. */
function isAppPassword(secret: string): boolean {
  return (secret.match(/[bcdfghjklmnpqrstvwxyz]{3}/g) ?? []).length > 1;
}

/** Words of BIP 39, of which no sentence of so many words is made. */
function isSeedPhrase(secret: string): boolean {
  return !/\b(?:the|and|for|you|your|are|with|this|was|not|has|its|but)\b/.test(secret);
}

function context(
  word: string,
  kind: string,
  pattern: string,
  accept: (secret: string) => boolean,
  needs = '',
): Context {
  return { word, kind, pattern: new RegExp(pattern, 'iy'), accept, needs };
}
