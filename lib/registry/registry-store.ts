import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { Credential } from './credentials-document.ts';
import type { DeviceDocument, DeviceStatus } from './device-document.ts';
import type { OutboxEntry } from './outbox.ts';
import type { TenantDocument } from './tenant-document.ts';

/** A new version with every write; `If-Match` compares it as bare text. */
export type Version = string;

export type Versioned<Document> = { readonly version: Version; readonly document: Document };

/** What every write leaves for the world outside. */
export type Announcement = {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly outbox: readonly OutboxEntry[];
};

export type Change = Announcement & { readonly version: Version };

export type DeviceCreation = Change & {
  readonly credentialsVersion: Version;
  /** How many devices the tenant may have with it; absent means any number. */
  readonly maxDevices?: number | undefined;
};

/** Which state a write is for: exactly this version, or any. */
export type Expectation = { readonly version?: Version | undefined };

/** In order of identifiers; `next` continues and is absent at the end, which may be an empty page. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next?: string | undefined };

export type StoredTenant = Versioned<TenantDocument> & { readonly id: TenantId };
export type StoredDevice = Versioned<DeviceDocument> & {
  readonly id: DeviceId;
  readonly status: DeviceStatus;
};
/** A device's credentials, by the device's identifier. */
export type CredentialsOfDevice = Versioned<readonly Credential[]> & { readonly id: DeviceId };

/**
 * Each write is atomic, its outbox entries included: of two racing creators one wins, and a crash leaves nothing half-done.
 * Reads see every write that was confirmed before.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`, from any of them
 */
export type RegistryStore = TenantStore & DeviceStore & CredentialsStore;

export type TenantStore = {
  /** @throws {ServiceError} `TENANT_EXISTS`, `TENANT_ID_COLLIDES`, `ALIAS_EXISTS`, `TRUST_ANCHOR_EXISTS` */
  readonly createTenant: (id: TenantId, tenant: TenantDocument, change: Change) => Promise<void>;
  readonly findTenant: (id: TenantId) => Promise<StoredTenant | undefined>;
  /** @throws {ServiceError} `TENANT_NOT_FOUND`, `VERSION_MISMATCH`, `ALIAS_EXISTS`, `TRUST_ANCHOR_EXISTS` */
  readonly updateTenant: (
    id: TenantId,
    tenant: TenantDocument,
    change: Change,
    expected: Expectation,
  ) => Promise<void>;
  /**
   * Its devices stay, hidden. So does the claim on its topic's name, because the topic stays.
   *
   * @throws {ServiceError} `TENANT_NOT_FOUND`, `VERSION_MISMATCH`
   */
  readonly deleteTenant: (
    id: TenantId,
    announcement: Announcement,
    expected: Expectation,
  ) => Promise<void>;
  readonly listTenants: (limit: number, after?: string) => Promise<Page<StoredTenant>>;
};

export type DeviceStore = {
  /**
   * With an empty set of credentials. However many create devices at once, the limit holds.
   *
   * @throws {ServiceError} `REGISTRATION_LIMIT_REACHED`, `DEVICE_EXISTS`
   */
  readonly createDevice: (
    tenant: TenantId,
    id: DeviceId,
    device: DeviceDocument,
    change: DeviceCreation,
  ) => Promise<void>;
  readonly findDevice: (tenant: TenantId, id: DeviceId) => Promise<StoredDevice | undefined>;
  /** @throws {ServiceError} `DEVICE_NOT_REGISTERED`, `VERSION_MISMATCH` */
  readonly updateDevice: (
    tenant: TenantId,
    id: DeviceId,
    device: DeviceDocument,
    change: Change,
    expected: Expectation,
  ) => Promise<void>;
  /**
   * With its credentials.
   *
   * @throws {ServiceError} `DEVICE_NOT_REGISTERED`, `VERSION_MISMATCH`
   */
  readonly deleteDevice: (
    tenant: TenantId,
    id: DeviceId,
    announcement: Announcement,
    expected: Expectation,
  ) => Promise<void>;
  readonly listDevices: (
    tenant: TenantId,
    limit: number,
    after?: string,
  ) => Promise<Page<StoredDevice>>;
  /** Reads all of them, at the cost of that. */
  readonly countDevices: (tenant: TenantId) => Promise<number>;
  /** Entries that belong to no single write. */
  readonly announce: (tenant: TenantId, announcement: Announcement) => Promise<void>;
};

export type CredentialsStore = {
  /** @returns undefined for a device that does not exist; one without credentials has an empty set. */
  readonly findCredentials: (
    tenant: TenantId,
    device: DeviceId,
  ) => Promise<Versioned<readonly Credential[]> | undefined>;
  /** Of every device, by its identifier; also the empty ones. */
  readonly listCredentials: (
    tenant: TenantId,
    limit: number,
    after?: string,
  ) => Promise<Page<CredentialsOfDevice>>;
  /** The device that a type and auth-id lead to. */
  readonly findOwner: (
    tenant: TenantId,
    type: string,
    authId: string,
  ) => Promise<DeviceId | undefined>;
  /**
   * @param before what was found; the write is for exactly that version.
   * @throws {ServiceError} `VERSION_MISMATCH`, `CREDENTIALS_EXIST`
   */
  readonly replaceCredentials: (
    tenant: TenantId,
    device: DeviceId,
    before: Versioned<readonly Credential[]>,
    after: readonly Credential[],
    change: Change,
  ) => Promise<void>;
};
