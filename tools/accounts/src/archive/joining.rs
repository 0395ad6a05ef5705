//! The rules of joining by oneself on their way out and in.
//!
//! The people who asked and wait stay behind: the link in their letter names the installation that they leave.

use base_db::Tx;
use base_id::{GroupId, OrgId, PersonId};
use base_suite::OrgRole;
use base_suite::archive::ArchiveError;
use serde::{Deserialize, Serialize};

use crate::service::check_rules;
use crate::store::registrations::{self as store, Rules};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesRow {
    open: bool,
    approval: bool,
    role: OrgRole,
    stay_days: Option<i64>,
    sponsor: Option<PersonId>,
    domains: Vec<String>,
    groups: Vec<GroupId>,
}

/// One row, or none where nobody ever said anything about it.
pub(super) async fn read(tx: &mut Tx, org: OrgId) -> Result<Vec<RulesRow>, base_db::Error> {
    let rules = store::rules(tx, org).await?;
    let (domains, groups) = (store::domains(tx, org).await?, store::every_group(tx, org).await?);
    if rules == Rules::default() && domains.is_empty() && groups.is_empty() {
        return Ok(Vec::new());
    }
    let Rules { open, approval, role, stay_days, sponsor } = rules;
    Ok(vec![RulesRow { open, approval, role, stay_days, sponsor, domains, groups }])
}

/// What an administrator could have said.
pub(super) fn check(rows: &[RulesRow], known: &[GroupId]) -> Result<(), ArchiveError> {
    let refused = |cause: &str| ArchiveError::Refused(format!("joining.jsonl: {cause}"));
    let [row] = rows else { return if rows.is_empty() { Ok(()) } else { Err(refused("more than one line")) } };
    let domains = check_rules(row.role, row.stay_days, &row.domains, row.open, row.groups.len())?;
    if domains != row.domains {
        return Err(refused("the domains are not in their one form"));
    }
    if (row.role == OrgRole::Guest) != row.sponsor.is_some() {
        return Err(refused("guests have somebody who answers for them, and nobody else has"));
    }
    if row.groups.iter().any(|group| !known.contains(group)) {
        return Err(refused("a group is not in groups.jsonl"));
    }
    Ok(())
}

pub(super) async fn write(tx: &mut Tx, org: OrgId, rows: &[RulesRow]) -> Result<(), ArchiveError> {
    for RulesRow { open, approval, role, stay_days, sponsor, domains, groups } in rows {
        let (open, approval, role, stay_days, sponsor) = (*open, *approval, *role, *stay_days, *sponsor);
        let rules = Rules { open, approval, role, stay_days, sponsor };
        store::put_rules(tx, org, &rules, domains, groups).await?;
    }
    Ok(())
}
