/** Texts with secrets in them, of every kind and in every carrier that agents' traces have. */
import { RULES } from '../../../src/redaction/rules';
import { placedTexts } from './places';
import { keyLike, Random } from './random';

export interface Planted {
  text: string;
  /** None of these may be left. */
  secrets: string[];
  /** For the list of what was missed. */
  label: string;
}

type Carrier = (secret: string, random: Random) => string;

/** Carriers in which a key gives itself away by its shape alone. */
const ANYWHERE: Record<string, Carrier> = {
  prose: (secret, r) => `${r.words(8)} ${secret} ${r.words(5)}.`,
  sentence: (secret, r) => `I use ${secret}, is that fine? ${r.words(4)}`,
  markdown: (secret, r) => `- ${r.words(3)}: \`${secret}\`\n- ${r.words(3)}`,
  message: (secret, r) =>
    JSON.stringify([
      { role: 'user', parts: [{ type: 'text', content: `${r.words(6)} ${secret}\n${r.words(3)}` }] },
    ]),
  jsonTwice: (secret, r) =>
    JSON.stringify({ output: JSON.stringify({ stdout: `line 1\n${secret}\n${r.words(3)}`, code: 0 }) }),
  jsonThrice: (secret, r) =>
    JSON.stringify({
      a: JSON.stringify({ b: JSON.stringify({ c: `${r.words(2)}\n${secret}\t${r.words(2)}` }) }),
    }),
  query: (secret) => `GET https://api.example.org/v1/search?q=x&cursor=${secret}&page=2 HTTP/1.1`,
  percent: (secret) => `redirect=https%3A%2F%2Fexample.org%2F%3Fk%3D${secret}%26x%3D1`,
  colour: (secret) => `\u001b[32m${secret}\u001b[0m done`,
  colourEscaped: (secret) => JSON.stringify({ out: `\u001b[32m${secret}\u001b[0m done` }),
  python: (secret) => `client = Client(key="${secret}", timeout=30)`,
  stack: (secret, r) =>
    `Traceback (most recent call last):\n  File "/app/main.py", line ${r.below(900)}, in run\n    raise AuthError("rejected ${secret}")\nAuthError: rejected ${secret}`,
  toolCall: (secret, r) =>
    JSON.stringify({
      id: `call_${r.text('abcdefghijklmnop0123456789', 24)}`,
      arguments: JSON.stringify({ text: secret }),
    }),
  xml: (secret) => `<config><entry>${secret}</entry></config>`,
  list: (secret, r) => JSON.stringify([r.words(1), secret, r.words(1)]),
  end: (secret, r) => `${r.words(3)} ${secret}`,
  start: (secret, r) => `${secret} ${r.words(3)}`,
  alone: (secret) => secret,
};

/** Carriers that name a key; `name` is in the form of a variable. */
const NAMED: Record<string, (name: string, secret: string, random: Random) => string> = {
  env: (name, secret, r) => `PATH=/usr/bin\n${name}=${secret}\nHOME=/home/${r.hex(4)}`,
  export: (name, secret) => `export ${name}="${secret}" && npm test`,
  envEscaped: (name, secret) => JSON.stringify({ stdout: `HOME=/root\n${name}=${secret}\nLANG=C` }),
  json: (name, secret) => JSON.stringify({ user: 'ada', [name.toLowerCase()]: secret, retries: 3 }),
  jsonPretty: (name, secret) => JSON.stringify({ [camel(name)]: secret, on: true }, null, 2),
  jsonTwice: (name, secret) =>
    JSON.stringify({ arguments: JSON.stringify({ [name.toLowerCase()]: secret, path: '/tmp' }) }),
  jsonThrice: (name, secret) => JSON.stringify([JSON.stringify({ a: JSON.stringify({ [name]: secret }) })]),
  pythonDict: (name, secret) => `{'user': 'ada', '${name.toLowerCase()}': '${secret}', 'n': 1}`,
  pythonCode: (name, secret) => `os.environ["${name}"] = "${secret}"\n`,
  keyword: (name, secret) => `Client(${name.toLowerCase()}='${secret}')`,
  typescript: (name, secret) => `const ${camel(name)}: string = '${secret}';`,
  yaml: (name, secret) => `service:\n  ${name.toLowerCase()}: ${secret}\n  port: 80`,
  toml: (name, secret) => `[auth]\n${name.toLowerCase()} = "${secret}"\n`,
  option: (name, secret) => `tool run --${name.toLowerCase().replaceAll('_', '-')} ${secret} --verbose`,
  optionEquals: (name, secret) => `tool run --${name.toLowerCase().replaceAll('_', '-')}=${secret} --verbose`,
  arguments: (name, secret) =>
    JSON.stringify({ argv: ['tool', `--${name.toLowerCase().replaceAll('_', '-')}`, secret] }),
  kubernetes: (name, secret) => JSON.stringify({ env: [{ name, value: secret }] }),
  xml: (name, secret) => `<settings><${camel(name)}>${secret}</${camel(name)}></settings>`,
  query: (name, secret) => `https://example.org/x?${name.toLowerCase()}=${encodeURIComponent(secret)}&page=1`,
  call: (name, secret) => `setenv("${name}", "${secret}", 1);`,
};

const HEADERS: Record<string, (name: string, value: string) => string> = {
  line: (name, value) => `GET / HTTP/1.1\r\nHost: example.org\r\n${name}: ${value}\r\nAccept: */*\r\n`,
  json: (name, value) => JSON.stringify({ headers: { accept: '*/*', [name]: value } }),
  jsonTwice: (name, value) => JSON.stringify({ args: JSON.stringify({ headers: { [name]: value } }) }),
  list: (name, value) => JSON.stringify({ headers: { [name]: [value] } }),
  curl: (name, value) => `curl -s -H '${name}: ${value}' https://example.org/x`,
  curlInJson: (name, value) => JSON.stringify({ command: `curl -H "${name}: ${value}" https://example.org` }),
  fetch: (name, value) => `fetch(url, { headers: { '${name}': '${value}' } })`,
  python: (name, value) => `[(b'accept', b'*/*'), (b'${name.toLowerCase()}', b'${value}')]`,
  go: (name, value) => `map[Accept:[*/*] ${name}:[${value}]]`,
  escaped: (name, value) => JSON.stringify({ log: `> ${name}: ${value}\r\n> accept: */*` }),
};

const NAMES_OF_KEYS =
  'MISTRAL_API_KEY COHERE_API_KEY CO_API_KEY PINECONE_API_KEY AZURE_OPENAI_API_KEY TOGETHER_API_KEY DD_API_KEY API_KEY APIKEY ACCESS_TOKEN REFRESH_TOKEN CLIENT_SECRET TWILIO_AUTH_TOKEN AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN SECRET_KEY SECRET DJANGO_SECRET_KEY SIGNING_KEY ENCRYPTION_KEY SLACK_SIGNING_SECRET SUBSCRIPTION_KEY OPENAI_API_KEY BOT_TOKEN DISCORD_TOKEN'.split(
    ' ',
  );
const NAMES_OF_PASSWORDS =
  'PASSWORD DB_PASSWORD POSTGRES_PASSWORD PASSWD PGPASSWORD REDIS_PASSWORD PASSPHRASE'.split(' ');

/** `rounds` of everything; about 1 700 texts a round. */
export function plantedTexts(seed: number, rounds: number): Planted[] {
  const random = new Random(seed);
  const planted: Planted[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const rule of RULES) {
      for (const [carrier, carry] of Object.entries(ANYWHERE)) {
        const secret = keyLike(rule.example, random);
        planted.push({ text: carry(secret, random), secrets: [secret], label: `${rule.kind} in ${carrier}` });
      }
    }
    for (const [carrier, carry] of Object.entries(NAMED)) {
      for (const name of NAMES_OF_KEYS) {
        const secret = keyLike(random.pick(['{A40}', '{h32}', '{T43}', '{A32}', '{A24}']), random);
        planted.push({
          text: carry(name, secret, random),
          secrets: [secret],
          label: `${name} in ${carrier}`,
        });
      }
      for (const name of NAMES_OF_PASSWORDS) {
        const secret = password(random);
        planted.push({
          text: carry(name, secret, random),
          secrets: [secret],
          label: `${name} in ${carrier}`,
        });
      }
    }
    for (const [carrier, carry] of Object.entries(HEADERS)) {
      for (const [header, value, secret] of headers(random)) {
        planted.push({ text: carry(header, value), secrets: [secret], label: `${header} in ${carrier}` });
      }
    }
    planted.push(...connections(random), ...privateKeys(random), ...placedTexts(random));
  }
  return planted;
}

function password(random: Random): string {
  const body = `${random.pick(['Tr0ub', 'hunter', 'Winter', 'q', 'Corr3ct', 'zX'])}${random.text('0123456789', 2)}`;
  const rest = random.text(
    'abcdefghkmnpqrstuvwxyzABCDEFGHKLMNPQRSTUVWXYZ23456789!@#*_-.%',
    4 + random.below(12),
  );
  // Three stars in a row are what a mask has.
  return `${body}${rest.replaceAll('**', '*_')}k7`;
}

function headers(random: Random): [header: string, value: string, secret: string][] {
  const token = keyLike('{A40}', random);
  const basic = Buffer.from(`${random.hex(6)}:${password(random)}`).toString('base64');
  const cookie = keyLike('{A32}', random);
  const key = keyLike('{h32}', random);
  return [
    ['Authorization', `Bearer ${token}`, token],
    ['authorization', `Basic ${basic}`, basic],
    ['Proxy-Authorization', `Basic ${basic}`, basic],
    ['Authorization', `token ${token}`, token],
    ['X-Api-Key', key, key],
    ['api-key', key, key],
    ['X-Auth-Token', token, token],
    ['X-Goog-Api-Key', token, token],
    ['Ocp-Apim-Subscription-Key', key, key],
    ['Cookie', `theme=dark; sid=${cookie}`, cookie],
    ['Set-Cookie', `sid=${cookie}; Path=/; HttpOnly`, cookie],
  ];
}

function connections(random: Random): Planted[] {
  const secret = (): string => password(random).replace(/[#%]/g, 'x');
  const base64 = (): string => `${keyLike('{B86}', random)}==`;
  const shapes: [label: string, secret: string, text: (secret: string) => string][] = [
    ['postgres', secret(), (s) => `postgres://app:${s}@db.internal:5432/prod?sslmode=require`],
    ['mongodb', secret(), (s) => `mongodb+srv://root:${s}@cluster0.x1.mongodb.net/?retryWrites=true`],
    ['redis', secret(), (s) => `redis://:${s}@10.0.0.5:6379/0`],
    ['amqp', secret(), (s) => `amqps://worker:${s}@mq.internal/vhost`],
    ['mysql driver', secret(), (s) => `mysql+pymysql://u:${s}@127.0.0.1/x`],
    ['https', secret(), (s) => `git clone https://ci:${s}@git.example.org/a/b.git`],
    ['jdbc', secret(), (s) => `jdbc:postgresql://h/db?user=app&password=${s}&ssl=true`],
    ['ado', secret(), (s) => `Server=tcp:x.database.windows.net,1433;User Id=sa;Password=${s};Encrypt=True;`],
    ['ado pwd', secret(), (s) => `Driver={ODBC};Server=h;Uid=sa;Pwd=${s};`],
    ['libpq', secret(), (s) => `host=db user=app password=${s} dbname=prod`],
    ['go dsn', secret(), (s) => `root:${s.replaceAll('@', 'x')}@tcp(localhost:3306)/app`],
    [
      'azure storage',
      base64(),
      (s) =>
        `DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=${s};EndpointSuffix=core.windows.net`,
    ],
    [
      'azure bus',
      base64(),
      (s) => `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${s}`,
    ],
    [
      'azure sas',
      encodeURIComponent(base64().slice(42)),
      (s) => `https://acct.blob.core.windows.net/c/b.txt?sv=2022-11-02&sr=b&sig=${s}&se=2030-01-01`,
    ],
    [
      'aws presigned',
      random.hex(64),
      (s) => `https://b.s3.amazonaws.com/k?X-Amz-Date=20260101T000000Z&X-Amz-Signature=${s}`,
    ],
    ['curl -u', secret(), (s) => `curl -u admin:${s} https://example.org/api`],
    ['mysql -p', secret(), (s) => `mysql -h db -u root -p${s} app < dump.sql`],
    ['sshpass', secret(), (s) => `sshpass -p '${s}' ssh root@host uptime`],
    ['netrc line', secret(), (s) => `login=ada password=${s} machine=x`],
    ['logfmt', secret(), (s) => `level=info msg="login" password=${s} user=ada`],
    [
      'properties',
      'correcthorsebattery',
      (s) => `spring.datasource.url=jdbc:x\nspring.datasource.password=${s}\nserver.port=80`,
    ],
    ['netrc', secret(), (s) => `machine h\n  login ada\n  password ${s}\n`],
    ['SQL', secret(), (s) => `ALTER USER ada WITH PASSWORD '${s}';`],
    [
      'digest',
      random.hex(32),
      (s) => `Authorization: Digest username="ada", realm="x", uri="/", response="${s}", opaque="y"`,
    ],
    ['bot URL', keyLike('{d10}:AA{T33}', random), (s) => `https://api.telegram.org/bot${s}/sendMessage`],
    ['sentence about a key', keyLike('{A32}', random), (s) => `My API key is ${s}, please use it.`],
    ['sentence about a secret', keyLike('{A32}', random), (s) => `The client secret is "${s}".`],
    ['key in a query', keyLike('{A39}', random), (s) => `https://maps.example.org/api?q=x&key=${s}`],
    ['question', keyLike('{A24}', random), (s) => `GET /v1/items?token=${s} 200`],
    [
      'ampersand',
      keyLike('{A24}', random),
      (s) => JSON.stringify({ url: `https://x.org/?a=1&access_token=${s}` }),
    ],
  ];
  return shapes.flatMap(([label, value, text]) => {
    const plain = text(value);
    return [
      { label, secrets: [value], text: plain },
      { label: `${label} in JSON`, secrets: [value], text: JSON.stringify({ command: plain }) },
      {
        label: `${label} in JSON twice`,
        secrets: [value],
        text: JSON.stringify({ a: JSON.stringify({ b: plain }) }),
      },
    ].map((one) => ({
      ...one,
      secrets: one.text.includes(value) ? one.secrets : [JSON.stringify(value).slice(1, -1)],
    }));
  });
}

function privateKeys(random: Random): Planted[] {
  return ['RSA ', '', 'EC ', 'OPENSSH ', 'ENCRYPTED '].flatMap((type) => {
    const lines = Array.from({ length: 12 }, () => keyLike('{B64}', random));
    const block = [`-----BEGIN ${type}PRIVATE KEY-----`, ...lines, `-----END ${type}PRIVATE KEY-----`].join(
      '\n',
    );
    const account = {
      type: 'service_account',
      private_key: `${block}\n`,
      client_email: 'a@b.iam.gserviceaccount.com',
    };
    const label = `${type}private key`;
    return [
      { label, secrets: lines, text: `cat id_rsa\n${block}\n$` },
      { label: `${label} in JSON`, secrets: lines, text: JSON.stringify(account) },
      {
        label: `${label} in JSON twice`,
        secrets: lines,
        text: JSON.stringify({ out: JSON.stringify(account) }),
      },
      { label: `${label} in an env`, secrets: lines, text: `KEY="${block.replaceAll('\n', '\\n')}"` },
      { label: `${label}, cut off`, secrets: lines.slice(0, 8), text: block.slice(0, 32 + 65 * 8) },
    ];
  });
}

function camel(name: string): string {
  return name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
