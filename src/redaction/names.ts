/** Which names of variables, headers, settings and attributes announce a secret. */

export interface SensitiveName {
  kind: string;
  /**
   * Whether whatever stands under the name is the secret, as under `password`. Under the others (`token`, `auth`) it
   * is one only when it looks like one.
   */
  certain: boolean;
  /** Of a name that is not certain: how long, in characters, what looks random must be to count. */
  shortest: number;
  /** Its value has a form of its own: an authorization's scheme, a cookie's pairs. */
  form: 'plain' | 'authorization' | 'cookie';
}

/** Last words that are enough by themselves, also at the end of a longer word (`pgpassword`, `authtoken`). */
const CERTAIN_ENDINGS: [ending: string, kind: string][] = [
  ['password', 'password'],
  ['passwd', 'password'],
  ['passwort', 'password'],
  ['passphrase', 'password'],
  ['wachtwoord', 'password'],
  ['contrasena', 'password'],
  ['requirepass', 'password'],
  ['storepass', 'password'],
  ['keypass', 'password'],
  ['dbpass', 'password'],
  ['sshpass', 'password'],
  ['userpass', 'password'],
  ['smtppass', 'password'],
  ['secretstring', 'secret'],
  ['presharedkey', 'private-key'],
  ['mnemonic', 'seed-phrase'],
  ['clientsecret', 'client-secret'],
  ['secret', 'secret'],
  ['apikey', 'api-key'],
  ['secretkey', 'secret-key'],
  ['accesskey', 'access-key'],
  ['accountkey', 'access-key'],
  ['privatekey', 'private-key'],
  ['accesstoken', 'access-token'],
  ['refreshtoken', 'refresh-token'],
  ['authtoken', 'access-token'],
  ['bearertoken', 'bearer-token'],
  ['sessiontoken', 'access-token'],
  ['apitoken', 'access-token'],
];

/** Words before `key` that make it a secret. */
const SECRET_KEYS = new Set(
  'api access secret private account auth encryption signing master service subscription shared webhook app application admin license deploy ssh storage hmac jwt rsa aes cipher consumer client role ingest ingestion server security functions insert shared presigned fernet dpop data'.split(
    ' ',
  ),
);

/** Words before `key` that make it an ordinary name. */
const PLAIN_KEYS = new Set(
  'cache idempotency idempotent partition sort primary foreign public routing object lookup dedup dedupe group unique message row hash map index prompt context natural composite shard registry session translation i18n sort s3 recv file path config state query state event metric dict json data redis memo'.split(
    ' ',
  ),
);

/** Words before `token` that make it a secret. */
const SECRET_TOKENS = new Set(
  'access refresh auth session bearer id api secret security csrf xsrf bot personal private oauth oauth2 registration webhook deploy client user app service account github gitlab slack figma plex consul nomad circle buildkite circleci vault subscription sf honeycomb hf huggingface npm pypi telegram discord vault databricks replicate jwt verification reset login device push'.split(
    ' ',
  ),
);

/** Words before `token` that make it a piece of text or a place in a list. */
const PLAIN_TOKENS = new Set(
  'page next prev previous continuation continue eos bos pad unk stop start end special max min total first last sync cancel cancellation prompt input output completion per each mask sep cls count new current every one single cached reasoning image audio text time abort'.split(
    ' ',
  ),
);

/** Whose key it is, when the name says so and the key's shape does not. */
const VENDORS = new Set(
  'openai anthropic google gemini groq mistral cohere pinecone replicate xai perplexity openrouter langfuse langsmith tavily together fireworks deepseek azure aws twilio sendgrid stripe voyage jina weaviate qdrant elevenlabs deepgram assemblyai cerebras nvidia huggingface serper exa brave firecrawl datadog sentry'.split(
    ' ',
  ),
);

/** What may follow the telling words without changing what the value is. */
const TRAILING = new Set(['value', 'plain', 'confirmation', 'confirm', 'header', 'base']);

const PLAIN = null;
const known = new Map<string, SensitiveName | null>();
const MAX_KNOWN = 5000;

/** What a name announces; null for an ordinary one. `api_key`, `x-api-key`, `apiKey` and `a.b.API_KEY.0` are alike. */
export function sensitiveName(name: string): SensitiveName | null {
  const before = known.get(name);
  if (before !== undefined) return before;
  const judged = judge(name);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(name, judged);
  return judged;
}

function judge(name: string): SensitiveName | null {
  const words = wordsOf(name);
  while (
    words.length > 1 &&
    (TRAILING.has(words.at(-1)!.replace(/\d+$/, '')) || /^(?:\d+|v\d)$/.test(words.at(-1)!))
  )
    words.pop();
  const last = words.at(-1)?.replace(/\d+$/, '') ?? '';
  const previous = words.at(-2) ?? '';
  /** `X-GitLab-Token` has the name in two. */
  const previousTwo = (words.at(-3) ?? '') + previous;
  if (/^(?:\w*keys|\w*tokens|\w*secrets|passwords)$/.test(last))
    return nameOfMany([...words.slice(0, -1), last.slice(0, -1)]);

  if (last === 'authorization')
    return { kind: 'authorization', certain: true, shortest: 0, form: 'authorization' };
  if (last === 'cookie' || last === 'cookies')
    return { kind: 'cookie', certain: true, shortest: 0, form: 'cookie' };

  const ending = CERTAIN_ENDINGS.find(([text]) => last.endsWith(text));
  if (ending !== undefined) {
    return certain(last === 'secret' && previous === 'client' ? 'client-secret' : ending[1], words);
  }
  if (last === 'phrase' && /^(?:seed|recovery|mnemonic)$/.test(previous))
    return certain('seed-phrase', words);
  if (last === 'string' && previous === 'secret') return certain('secret', words);
  if (last === 'team' && previous === 'honeycomb') return certain('honeycomb-api-key', words);
  if (last === 'session' && previous === 'metabase') return likely('session-id');
  if (last === 'key' && previous === 'routing' && words.includes('pagerduty'))
    return certain('api-key', words);
  if (last === 'dsn' && previous === 'uptrace') return certain('access-token', words);
  if (last === 'sign' && previous === 'access') return certain('signature', words);
  if (last === 'assertion') return likely(previous === 'jwt' ? 'jwt' : 'credential');
  if (last === 'api' && previous === 'art') return certain('api-key', words);
  if (last === 'check' && previous === 'app') return likely('access-token');
  if (last === 'appcheck') return likely('access-token');
  if (last === 'verifier' && previous === 'code') return likely('credential');
  if (last === 'code' && previous === 'device') return likely('credential');
  if (last === 'data' && words.at(-2) === 'key' && previous === 'key' && words.at(-3) === 'client')
    return certain('private-key', words);
  if (
    last === 'salt' &&
    /^(?:auth|nonce|in|session|password|hash|token|cookie|jwt|app|secret|hashids)$/.test(previous)
  )
    return likely('secret');
  if (last === 'appid') return { ...likely('api-key'), shortest: 32 };
  if (/^(?:pfx|p12|pkcs12|keystore|jks)$/.test(words.at(-1)!) && words.length > 1)
    return { ...likely('private-key'), shortest: 64 };
  if (last === 'key' && previous === 'routing') return { ...likely('api-key'), shortest: 32 };
  if (last === 'psk') return certain('password', words);
  if (last === 'session' && previous === 'bw') return certain('session-id', words);
  if (last === 'senha' || last === 'clave' || last === 'passe') return likely('password');
  if (
    /^(?:phpsessid|jsessionid|sessionid|sessid|connectsid|aspxauth)$/.test(last) ||
    (last === 'sid' && previous === 'connect')
  )
    return likely('session-id');
  // Of Rails: `_app_session`.
  if (last === 'session' && name.startsWith('_')) return { ...likely('session-id'), shortest: 20 };
  if (/^(?:samlresponse|samlrequest)$/.test(last)) return likely('saml-assertion');
  if (last === 'pwd' && words.length > 1) return certain('password', words);
  if ((last === 'pass' || last === 'passcode') && words.length > 1) return certain('password', words);
  if (/^(?:pwd|pass|pw|passcode)$/.test(last)) return likely('password');

  if (last === 'key') {
    if (SECRET_KEYS.has(previous)) return certain(kindOfKey(previous), words);
    return words.length < 2 || PLAIN_KEYS.has(previous)
      ? PLAIN
      : likely(VENDORS.has(previous) ? `${previous}-api-key` : 'key');
  }
  if (last.endsWith('token')) {
    if (SECRET_TOKENS.has(previous) || SECRET_TOKENS.has(previousTwo))
      return certain(previous === 'refresh' ? 'refresh-token' : 'access-token', words);
    return PLAIN_TOKENS.has(previous) ? PLAIN : likely('token');
  }
  // Azure's shared access signatures; a `signature` alone may be of anything, such as a model's thoughts.
  if (last === 'sig') return likely('signature');
  if (last === 'signature' && /^(?:amz|goog|slack|hub|stripe|oauth)$/.test(previous))
    return likely('signature');
  if (/^(?:auth|bearer|credentials?|creds?|pat|jwt|sas)$/.test(last)) return likely('credential');
  return PLAIN;
}

/** `API_KEYS`, `tokens`: a list, whose items must look like secrets, for `max_tokens` is a number. */
function nameOfMany(words: string[]): SensitiveName | null {
  const one = judge(words.join('_'));
  return one === null ? null : { ...one, certain: false, shortest: 20 };
}

/** `OPENAI_API_KEY`, `openaiApiKey`, `openai.api-key` → openai, api, key. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function kindOfKey(qualifier: string): string {
  if (qualifier === 'private' || qualifier === 'secret') return `${qualifier}-key`;
  return qualifier === 'access' || qualifier === 'account' ? 'access-key' : 'api-key';
}

function certain(kind: string, words: string[]): SensitiveName {
  const vendor = kind === 'api-key' ? words.find((word) => VENDORS.has(word)) : undefined;
  return {
    kind: vendor === undefined ? kind : `${vendor}-api-key`,
    certain: true,
    shortest: 0,
    form: 'plain',
  };
}

function likely(kind: string): SensitiveName {
  return { kind, certain: false, shortest: kind === 'password' ? 6 : 10, form: 'plain' };
}
