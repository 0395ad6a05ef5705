// What programs are given to find this place. Pure: the origin of the page is passed in.

/** Of one's files, over WebDAV. */
export function davAddress(origin: string, handle: string): string {
  return `${origin}/dav/files/${encodeURIComponent(handle)}/`;
}

/** The same, in the words of file managers that have a scheme of their own for WebDAV: `dav`, `webdav`. */
export function davAddressAs(scheme: "dav" | "webdav", origin: string, handle: string): string {
  return davAddress(origin, handle).replace(/^http/, scheme);
}

export interface Credentials {
  login: string;
  password: string;
}

/** What the code for a telephone says: the address by which Nextcloud's apps sign in. */
export function signInLink(origin: string, { login, password }: Credentials): string {
  return `nc://login/server:${origin}&user:${encodeURIComponent(login)}&password:${encodeURIComponent(password)}`;
}
