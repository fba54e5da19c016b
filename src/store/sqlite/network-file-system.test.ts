import { expect, test } from 'vitest';
import { networkFileSystem } from './network-file-system.ts';

const TABLE = [
  '22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
  '40 22 0:35 / /home rw,relatime shared:20 - nfs4 server:/home rw,vers=4.2',
  '41 40 254:3 / /home/local rw,relatime - xfs /dev/vdb rw',
  '42 22 0:40 / /mnt/team\\040share rw,nosuid - cifs //server/share rw',
  '43 22 0:41 / /mnt/remote rw,nosuid - fuse.sshfs me@host:/ rw',
  '44 22 0:42 / /mnt/host rw - virtiofs host rw',
].join('\n');

test.each([
  ['/var/lib/cosell', null],
  ['/home/me/.cosell', 'nfs4'],
  ['/home', 'nfs4'],
  ['/homework', null],
  ['/home/local/cosell', null],
  ['/mnt/team share/cosell', 'cifs'],
  ['/mnt/remote/x', 'fuse.sshfs'],
  ['/mnt/host/x', null],
])('knows from the mount table whether %s is on a network: %s', (path, expected) => {
  expect(networkFileSystem({ path, magic: 0xef53, mountTable: TABLE })).toBe(expected);
});

test('of two mounts on one point the later one counts', () => {
  const mountTable = `${TABLE}\n50 22 0:50 / /home/local rw - nfs server:/x rw`;
  expect(networkFileSystem({ path: '/home/local/a', magic: null, mountTable })).toBe('nfs');
});

test.each([
  [0x6969, 'nfs'],
  [0xff534d42, 'cifs'],
  [-0x00acb2be, 'cifs'],
  [0xef53, null],
  [null, null],
])('without a mount table the file system number decides: %s is %s', (magic, expected) => {
  expect(networkFileSystem({ path: '/x', magic, mountTable: null })).toBe(expected);
});

test('a Windows share is a network file system', () => {
  expect(networkFileSystem({ path: '\\\\server\\share\\cosell', magic: null, mountTable: null })).toBe('smb');
  expect(networkFileSystem({ path: 'C:\\cosell', magic: null, mountTable: null })).toBeNull();
});
