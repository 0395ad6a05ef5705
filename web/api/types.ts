// The shapes that the server sends and takes, made from its OpenAPI document (`npm run api`). What the document says
// more loosely than the front relies on is narrowed here, by name.
import type { components } from "./schema";

type Schemas = components["schemas"];
type Narrow<Shape, Known> = Omit<Shape, keyof Known> & Known;

export type Timestamp = string;
export type Id = string;

export interface PageOf<T> {
  items: T[];
  next: string | null;
}

export type Locale = "fr" | "en";
export type ColourScheme = Schemas["Theme"];
export type MemberRole = Schemas["OrgRole"];
export type Role = Schemas["Role"];

export type Organisation = Narrow<Schemas["Organisation"], { locale: Locale; languages: Locale[] }>;
export type OrganisationChange = Narrow<
  Schemas["OrganisationChange"],
  { locale?: Locale; languages?: Locale[]; support?: Support | null; person_quota_bytes?: number | null }
>;
export type Support = Schemas["Support"];
export type OrganisationTool = Schemas["OrganisationTool"];
export type Words = Schemas["Words"];
export type Retention = Schemas["Retention"];
export type Recorded = Schemas["Recorded"];
export type MailState = Schemas["MailState"];
export type MailCheck = Schemas["MailCheck"];
export type MailFinding = Schemas["MailFinding"];
export type OrganisationAddresses = Schemas["OrganisationAddresses"];
export type OrganisationAddress = Schemas["OrganisationAddress"];
export type DomainProof = Schemas["DomainProof"];
export type DomainLeads = Schemas["DomainLeads"];
export type DnsRecord = Schemas["DnsRecord"];
export type LetterStage = "queued" | "sent" | "failed" | "bounced" | "held";
export type Letter = Narrow<Schemas["Letter"], { state: LetterStage }>;
export type Setup = Schemas["SetUp"];
/** Something told to everybody, as administrators see it. */
export type Announcement = Schemas["Announcement"];
export type AnnouncementDraft = Schemas["AnnouncementDraft"];
export type AnnouncementChange = Schemas["AnnouncementChange"];
export type AnnouncementGroup = Schemas["AnnouncementGroup"];
export type AnnouncementState = Schemas["AnnouncementState"];
/** The same, for whom it is for. */
export type RunningAnnouncement = Schemas["RunningAnnouncement"];

/** A language or time zone of null is the organisation's. */
export type Me = Narrow<Schemas["Me"], { language: Locale | null }>;
export type ProfileChange = Narrow<
  Schemas["ProfileChange"],
  { name?: string; theme?: ColourScheme; language?: Locale | null }
>;
export type SignIn = Schemas["SignIn"];
export type Session = Schemas["Session"];
export type AppPassword = Schemas["AppPassword"];
export type NewAppPassword = Schemas["NewAppPassword"];
export type DeviceLogin = Schemas["DeviceLogin"];
export type JournalLine = Narrow<Schemas["JournalLine"], { detail: Record<string, unknown> }>;
export type JournalPage = Narrow<Schemas["JournalPage"], { items: JournalLine[] }>;
export type Person = Schemas["Person"];
/** A person, with what they tell the reader. */
export type PersonCard = Schemas["PersonCard"];
export type CardField = "function" | "email" | "phone" | "location" | "about";
export type Audience = Schemas["Audience"];
/** What one tells others of oneself, and whom. */
export type Telling = Schemas["Telling"];
export type LookAs = "organisation" | "groups" | "guest" | "admins";

export type AccountState = Schemas["State"];
export type ManagedPerson = Schemas["ManagedPerson"];
export type PeopleCount = Schemas["PeopleCount"];
export type PersonChange = Schemas["PersonChange"];
export type BulkAct = Schemas["BulkAct"];
export type PersonRefused = Schemas["PersonRefused"];
export type PeopleActed = Schemas["PeopleActed"];

export type Group = Schemas["Group"];
export type NewGroup = Schemas["NewGroup"];
export type GroupChange = Schemas["GroupChange"];
export type GroupMember = Schemas["GroupMember"];
export type GroupRef = Schemas["MyGroup"];
/** A group with the groups in it. */
export type GroupDetails = Schemas["GroupDetails"];
export type GroupEvent = Schemas["GroupEvent"];
export type GroupJoining = Schemas["GroupJoining"];
export type GroupRequest = Schemas["GroupRequest"];
export type DeletedGroup = Schemas["DeletedGroup"];
/** Something that groups can have. */
export type Space = Schemas["Space"];
export type GroupSpace = Schemas["GroupSpace"];
export type Entered = Schemas["Entered"];

export type Invitation = Schemas["Invitation"];
export type InvitationDraft = Schemas["InvitationDraft"];
/** An invitation with its link, which is not shown again. */
export type InvitationLink = Schemas["InvitationLink"];
export type Joining = Schemas["Joining"];
export type Newcomer = Schemas["Newcomer"];
export type LetterState = Schemas["LetterState"];
export type InvitationsDraft = Schemas["InvitationsDraft"];
export type InvitedSeveral = Schemas["InvitedSeveral"];
export type AddressRefused = Schemas["AddressRefused"];

export type Resetting = Schemas["Resetting"];
export type PasswordReset = Schemas["PasswordReset"];
export type AddressChange = Schemas["AddressChange"];
export type AddressPutBack = Schemas["AddressPutBack"];
export type EmailChange = Schemas["EmailChange"];
export type Recovery = Schemas["Recovery"];
export type Recoveries = Schemas["Recoveries"];
export type ResetLetter = Schemas["ResetLetter"];
export type ResetLink = Schemas["ResetLink"];
/** An account that waits for its person. */
export type Beginning = Schemas["Beginning"];
/** A list of people that came in, or is on its way. */
export type PeopleImport = Schemas["PeopleImport"];
/** What would become of a list. */
export type ListPlan = Schemas["ListPlan"];
export type ListField = Schemas["ListField"];
export type ListEncoding = Schemas["ListEncoding"];
export type ListSeparator = Schemas["ListSeparator"];
export type ListIssue = Schemas["ListIssue"];
export type RefusedLine = Schemas["RefusedLine"];

export type FoundThing = Schemas["FoundThing"];
export type FoundThings = Schemas["FoundThings"];
/** Whether one may join by oneself, for whoever stands at the door. */
export type RegistrationOpen = Schemas["RegistrationOpen"];
export type RegistrationRules = Schemas["RegistrationRules"];
export type RegistrationRulesDraft = Schemas["RegistrationRulesDraft"];
/** Somebody who asks to join. */
export type Registration = Schemas["Registration"];
export type RegistrationAsk = Schemas["RegistrationAsk"];
/** Where somebody stands who followed the link in their letter. */
export type Registering = Schemas["Registering"];

export type Drive = Schemas["Drive"];
/** What an organisation uses. */
export type Storage = Schemas["Storage"];
/** What one person's own files take, or the folder of one group. */
export type StoredDrive = Schemas["StoredDrive"];
export type PersonRef = Schemas["PersonRef"];
export type Node = Schemas["Node"];
export type PathStep = Schemas["PathStep"];
/** A node with the way to it, from the root of its drive to itself. */
export type NodeWithPath = Schemas["NodeWithPath"];
export type ChildSort = "name" | "modified" | "size";
export type SortOrder = "asc" | "desc";
export type IfExists = Schemas["IfExists"];
export type NewUpload = Schemas["NewUpload"];
export type Upload = Schemas["Upload"];
export type UploadProgress = Schemas["Progress"];
export type TrashedNode = Schemas["TrashedNode"];
export type Version = Schemas["Version"];

export type Notice = Schemas["Notice"];
export type ByMail = Schemas["ByMail"];
export type NoticeKind = Schemas["NoticeKind"];
/** null: as others have it. */
export type NoticeChoice = Schemas["NoticeChoice"];
export type QuietHours = Schemas["QuietHours"];
export type DailyLetter = Schemas["DailyLetter"];
export type NotificationPreferences = Schemas["NotificationPreferences"];
export type NotificationPreferencesChange = Schemas["NotificationPreferencesChange"];
export type NotificationDefaults = Schemas["NotificationDefaults"];
export type PushDevice = Schemas["PushDevice"];
export type PushDevices = Schemas["PushDevices"];
export type MailLink = Schemas["MailLink"];

/** What arrives on the events websocket, by kind. */
export interface EventData {
  "files.changed": { drive_id: Id; parent_ids: Id[]; node_ids: Id[]; by: Id | null };
  "files.drives": Record<string, unknown>;
  "accounts.me": Record<string, never>;
  "accounts.groups": Record<string, never>;
  "accounts.devices": Record<string, never>;
  "organisations.changed": Record<string, never>;
  "organisations.announcements": Record<string, never>;
  "notifications.changed": Record<string, never>;
  "notifications.preferences": Record<string, never>;
}
export type EventKind = keyof EventData;
