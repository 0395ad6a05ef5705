//! What is used, as administrators get it: sizes and names of owners, never what is stored.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::model::{DriveId, DriveKind};
use crate::service::storage::{Storage, Stored};

/// How much somebody's own files take, or the folder of a group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredDrive)]
pub(super) struct StoredView {
    id: DriveId,
    kind: DriveKind,
    /// The person or the group.
    owner_id: Uuid,
    /// Their name today.
    name: String,
    /// Bytes that it holds, its trash included.
    used_bytes: i64,
    /// Bytes that it may hold; `null` without a limit.
    #[schema(required)]
    limit_bytes: Option<i64>,
    /// The limit that it has for itself; `null` for the usual one.
    #[schema(required)]
    own_limit_bytes: Option<i64>,
    /// The usual one; `null` without a limit.
    #[schema(required)]
    usual_limit_bytes: Option<i64>,
    /// Whether nobody reaches it now: its group is deleted or has no folder any more, or its person is a guest.
    closed: bool,
}

impl From<Stored> for StoredView {
    fn from(Stored { drive, name, limit, usual }: Stored) -> Self {
        Self {
            id: drive.id,
            kind: drive.kind,
            owner_id: drive.owner,
            name,
            used_bytes: drive.used_bytes,
            limit_bytes: limit,
            own_limit_bytes: drive.quota_bytes,
            usual_limit_bytes: usual,
            closed: drive.closed,
        }
    }
}

/// What an organisation uses.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Storage)]
pub(super) struct StorageView {
    /// Bytes that everything takes together.
    used_bytes: i64,
    /// Bytes that it may take; set by the operator, `null` without a limit.
    #[schema(required)]
    limit_bytes: Option<i64>,
    /// What the organisation chose for each person's own files; `null` where it chose nothing.
    #[schema(required)]
    person_chosen_bytes: Option<i64>,
    /// What holds for them where it chose nothing: the operator's; `null` without a limit.
    #[schema(required)]
    person_default_bytes: Option<i64>,
    /// What holds for the folder of each group: the operator's; `null` without a limit.
    #[schema(required)]
    group_default_bytes: Option<i64>,
    /// The ten that take most, the largest first.
    largest: Vec<StoredView>,
}

impl From<Storage> for StorageView {
    fn from(storage: Storage) -> Self {
        Self {
            used_bytes: storage.used,
            limit_bytes: storage.limit,
            person_chosen_bytes: storage.person_chosen,
            person_default_bytes: storage.person_usual,
            group_default_bytes: storage.group_usual,
            largest: storage.largest.into_iter().map(StoredView::from).collect(),
        }
    }
}
