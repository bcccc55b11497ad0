import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { BodyMemory } from '../../../src/collector/bodyMemory';
import { GrpcListener } from '../../../src/collector/grpcListener';
import { HttpListener } from '../../../src/collector/httpListener';
import { describeOwner, findPortOwner } from '../../../src/collector/portOwner';
import {
  nameInTasklist,
  nameOfProcess,
  ownerInLsof,
  pidInNetstat,
  socketsInProcNet,
} from '../../../src/collector/portOwnerText';

describe('/proc/net/tcp', () => {
  const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:10DE 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4181193 1 000000001b5b2b6c 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2312 1 00000000d4c5dd13 100 0 0 10 0
   2: 0100007F:10DE 0100007F:C3A2 01 00000000:00000000 00:00000000 00000000  1000        0 4181200 1 0000000067be8a36 20 4 30 10 -1
   3: 0100007F:C3A2 0100007F:10DE 01 00000000:00000000 00:00000000 00000000  1000        0 4181199 1 00000000be1f28fc 20 4 30 10 -1
`;
  const TABLE6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:10DE 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4181194 1 0000000079cb6de6 100 0 0 10 0
`;

  it('tells who listens, not who is connected', () => {
    expect(socketsInProcNet(TABLE, 4318)).toEqual(['socket:[4181193]']);
    expect(socketsInProcNet(TABLE6, 4318)).toEqual(['socket:[4181194]']);
    expect(socketsInProcNet(TABLE, 22)).toEqual(['socket:[2312]']);
    expect(socketsInProcNet(TABLE, 50082)).toEqual([]);
    expect(socketsInProcNet('', 4318)).toEqual([]);
  });

  it.each([
    ['otelcol\n', '/usr/bin/otelcol\0--config=/etc/otelcol.yaml\0', 'otelcol'],
    ['opentelemetry-c\n', '/opt/opentelemetry-collector\0', 'opentelemetry-collector'],
    ['python3\n', 'python3\0/home/me/collector.py\0--port\x004318\0', 'python3 collector.py'],
    ['python3\n', 'python3\0-m\0http.server\0', 'python3'],
    ['docker-proxy\n', '', 'docker-proxy'],
    ['code\n', '/usr/share/code/code\0--type=utility\0', 'code'],
    ['code\n', '/usr/share/code/code --type=utility --lang=de', 'code'],
    ['MainThread\n', 'node\0/srv/server.js\0', 'node server.js'],
    ['', '', null],
  ])('names %j as a process list would', (comm, cmdline, name) => {
    expect(nameOfProcess(comm, cmdline)).toBe(name);
  });
});

describe('lsof', () => {
  it.each([
    ['p4711\ncotelcol\nf7\n', { pid: 4711, name: 'otelcol' }],
    ['p812\ncCode\\x20Helper\\x20(Plugin)\nf33\nf34\n', { pid: 812, name: 'Code Helper (Plugin)' }],
    ['p812\n', { pid: 812, name: null }],
    ['', null],
  ])('%j', (fields, owner) => {
    expect(ownerInLsof(fields)).toEqual(owner);
  });
});

describe('netstat and tasklist', () => {
  const NETSTAT = `\r
Aktive Verbindungen\r
\r
  Proto  Lokale Adresse         Remoteadresse          Status           PID\r
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN          1216\r
  TCP    127.0.0.1:4318         127.0.0.1:50123        HERGESTELLT      9000\r
  TCP    127.0.0.1:4318         0.0.0.0:0              ABHÖREN          13244\r
  TCP    127.0.0.1:14318        0.0.0.0:0              ABHÖREN          77\r
  TCP    [::1]:4317             [::]:0                 ABHÖREN          13245\r
`;
  const TASKLIST = '"Code.exe","13244","Console","1","112.344 K"\r\n';

  it('tell who listens, in any language', () => {
    expect(pidInNetstat(NETSTAT, 4318)).toBe(13244);
    expect(pidInNetstat(NETSTAT, 4317)).toBe(13245);
    expect(pidInNetstat(NETSTAT, 318)).toBeNull();
    expect(nameInTasklist(TASKLIST, 13244)).toBe('Code.exe');
    expect(
      nameInTasklist('INFO: No tasks are running which match the specified criteria.\r\n', 1),
    ).toBeNull();
  });
});

describe('the owner of a port', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  const options = {
    ingest: () => ({ rejected: [] }),
    onRejected: () => expect.fail('A question who has the port is no request.'),
    onError: () => undefined,
    memory: new BodyMemory(),
  };

  it.each([
    ['HTTP', HttpListener],
    ['gRPC', GrpcListener],
  ])('is known to be Turnline by its %s port', async (_, Listener) => {
    const listener = new Listener(options);
    closing.push(() => listener.close());
    const owner = await findPortOwner(await listener.listen(0));
    expect(owner.isTurnline).toBe(true);
    expect(describeOwner(owner)).toBe('Turnline in another window');
  });

  it.runIf(process.platform === 'linux')(
    'is found by the process, and is not taken for Turnline',
    async () => {
      const server = createHttpServer((_, response) => response.end()).listen(0, '127.0.0.1');
      closing.push(() => server.close());
      await new Promise((resolve) => server.once('listening', resolve));
      const owner = await findPortOwner((server.address() as AddressInfo).port);
      expect([owner.pid, owner.isTurnline]).toEqual([process.pid, false]);
      expect(describeOwner(owner)).toMatch(new RegExp(`.+ \\(process ${process.pid}\\)$`));
    },
  );

  it('that hangs up is not known to be anybody', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    closing.push(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    expect((await findPortOwner((server.address() as AddressInfo).port)).isTurnline).toBeNull();
  });

  it('that is silent does not keep anybody waiting', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    const sockets: { destroy: () => void }[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    await new Promise((resolve) => server.once('listening', resolve));
    expect((await findPortOwner((server.address() as AddressInfo).port)).isTurnline).toBeNull();
  });

  it('of a port that nobody has is unknown', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const owner = await findPortOwner(port);
    expect(owner).toEqual({ pid: null, name: null, isTurnline: null });
    expect(describeOwner(owner)).toBe('another program');
  });
});
