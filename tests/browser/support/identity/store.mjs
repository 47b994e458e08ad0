// Where the OpenID provider keeps its sessions, codes, consents and clients: in memory, so that new keys find them again.

const KINDS_OF_GRANTS = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode']);

export class Store {
  #rows = new Map();

  /** The `adapter` of oidc-provider: one for each kind of thing. */
  adapter = (kind) => ({
    upsert: async (id, value, seconds) => void this.#rows.set(`${kind}:${id}`, { kind, value, until: seconds ? Date.now() + seconds * 1000 : Infinity }),
    find: async (id) => this.#read(this.#rows.get(`${kind}:${id}`)),
    findByUid: async (uid) => this.#find((row) => row.kind === kind && row.value.uid === uid),
    findByUserCode: async (code) => this.#find((row) => row.kind === kind && row.value.userCode === code),
    consume: async (id) => void (this.#rows.get(`${kind}:${id}`).value.consumed = Math.floor(Date.now() / 1000)),
    destroy: async (id) => void this.#rows.delete(`${kind}:${id}`),
    revokeByGrantId: async (grant) => this.remove((row) => KINDS_OF_GRANTS.has(row.kind) && row.value.grantId === grant),
  });

  remove(unwanted) {
    for (const [key, row] of this.#rows) if (unwanted(row)) this.#rows.delete(key);
  }

  #find(wanted) {
    for (const row of this.#rows.values()) if (wanted(row)) return this.#read(row);
    return undefined;
  }

  #read(row) {
    return row && row.until > Date.now() ? row.value : undefined;
  }
}
