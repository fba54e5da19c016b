/** File systems on which SQLite's write-ahead log does not work: its index is memory shared between processes of one host. */
const BY_NAME = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smbfs',
  'smb3',
  'smb2',
  '9p',
  'afs',
  'ceph',
  'lustre',
  'gfs2',
  'ocfs2',
  'beegfs',
  'gpfs',
  'glusterfs',
  'davfs',
  'fuse.sshfs',
  'fuse.glusterfs',
  'fuse.ceph',
  'fuse.s3fs',
  'fuse.rclone',
  'fuse.davfs2',
  'fuse.gcsfuse',
  'fuse.blobfuse',
  'fuse.blobfuse2',
  'fuse.goofys',
  'fuse.juicefs',
  'fuse.curlftpfs',
  'fuse.smbnetfs',
]);

/** `statfs` numbers, for hosts that hide their mount table. */
const BY_MAGIC: Readonly<Record<number, string>> = {
  26985: 'nfs',
  20859: 'smbfs',
  4283649346: 'cifs',
  4266872130: 'smb2',
  16914839: '9p',
  1397113167: 'afs',
  12805120: 'ceph',
  198183888: 'lustre',
  18225520: 'gfs2',
  1952539503: 'ocfs2',
  428016422: 'beegfs',
};

export interface FileSystemFacts {
  /** Absolute path, symbolic links resolved. */
  path: string;
  /** `statfs().type`. */
  magic: number | null;
  /** The text of /proc/self/mountinfo, where there is one. */
  mountTable: string | null;
}

/** The name of the network file system that holds the path, or null when it is local. */
export function networkFileSystem(facts: FileSystemFacts): string | null {
  if (/^\\\\[^\\?.]/.test(facts.path)) return 'smb';
  const mounted = facts.mountTable === null ? null : mountedType(facts.path, facts.mountTable);
  if (mounted !== null) return BY_NAME.has(mounted) ? mounted : null;
  return facts.magic === null ? null : (BY_MAGIC[facts.magic >>> 0] ?? null);
}

/** Type of the innermost mount; of two mounts on one point the later one is seen. */
function mountedType(path: string, table: string): string | null {
  let best: { point: string; type: string } | null = null;
  for (const line of table.split('\n')) {
    const [place, source] = line.split(' - ');
    const point = place
      ?.split(' ')[4]
      ?.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    const type = source?.split(' ')[0];
    if (point === undefined || type === undefined || !contains(point, path)) continue;
    if (best === null || point.length >= best.point.length) best = { point, type };
  }
  return best?.type ?? null;
}

function contains(point: string, path: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`);
}
