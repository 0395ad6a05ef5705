//! Who may join by themself, as administrators say.

use base_db::Tx;
use base_id::{GroupId, OrgId};
use base_suite::{Caller, Group, OrgRole};
use serde::Deserialize;
use serde_json::json;

use crate::service::{Author, Origin, admin};
use crate::store::registrations::Rules;
use crate::{Accounts, Error, domains, store};

/// Domains and groups at most.
const MOST_DOMAINS: usize = 50;
const MOST_GROUPS: usize = 50;
/// Days of a guest at most.
const MOST_DAYS: i64 = 3_660;

/// Who may join by themself, as an administrator says.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegistrationRulesDraft)]
pub struct RulesDraft {
    /// Whether anybody may.
    pub open: bool,
    /// Whether an administrator decides on each.
    pub approval: bool,
    /// `guest` or `member`.
    pub role: OrgRole,
    /// How many days a guest stays; of guests alone.
    #[serde(default)]
    pub stay_days: Option<i64>,
    /// The groups they come into.
    #[serde(default)]
    pub group_ids: Vec<GroupId>,
    /// The domains of their addresses.
    pub domains: Vec<String>,
    /// Whether domains are meant at which anybody has an address.
    #[serde(default)]
    pub public_too: bool,
}

/// The rules with what they name.
#[derive(Debug, Clone)]
pub(crate) struct RulesShown {
    pub rules: Rules,
    pub groups: Vec<Group>,
    pub domains: Vec<String>,
}

impl Accounts {
    /// Who may join by themself, for administrators.
    pub(crate) async fn registration_rules(&self, org: OrgId, caller: &Caller) -> Result<RulesShown, Error> {
        admin(caller)?;
        Ok(self.foundation().db.read(async move |tx| shown(tx, org).await).await?)
    }

    /// The same for whoever stands at the door: `None` when nobody may.
    pub(crate) async fn open_registration(&self, org: OrgId) -> Result<Option<RulesShown>, Error> {
        let shown = self.foundation().db.read(async move |tx| shown(tx, org).await).await?;
        Ok(Some(shown).filter(|shown| shown.rules.open))
    }

    /// Says who may join by themself.
    pub(crate) async fn set_registration_rules(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        draft: RulesDraft,
    ) -> Result<RulesShown, Error> {
        admin(caller)?;
        let guest = draft.role == OrgRole::Guest;
        let RulesDraft { open, approval, role, stay_days, group_ids, .. } = draft;
        let kept = check_rules(role, stay_days, &draft.domains, open, group_ids.len())?;
        if open && !draft.public_too && kept.iter().any(|domain| domains::is_public(domain)) {
            return Err(Error::invalid("public_too", "Anybody can have an address at one of these domains."));
        }
        let (this, author) = (self.clone(), Author::new(caller, origin));
        let sponsor = caller.person;
        self.foundation()
            .db
            .write(async move |tx| {
                for group in &group_ids {
                    store::groups::one(tx, org, *group).await?.ok_or_else(|| {
                        Error::invalid("group_ids", "One of the groups is not there any more. Choose again.")
                    })?;
                }
                let rules = Rules { open, approval, role, stay_days, sponsor: guest.then_some(sponsor) };
                store::registrations::put_rules(tx, org, &rules, &kept, &group_ids).await?;
                let detail = json!({ "open": open, "approval": approval, "role": role, "domains": kept });
                this.record(tx, org, (author.person, None), "registration.rules-changed", &author.origin, detail)
                    .await?;
                Ok(shown(tx, org).await?)
            })
            .await
    }
}

/// The rules of this moment.
pub(super) async fn shown(tx: &mut Tx, org: OrgId) -> Result<RulesShown, base_db::Error> {
    Ok(RulesShown {
        rules: store::registrations::rules(tx, org).await?,
        groups: store::registrations::groups(tx, org).await?,
        domains: store::registrations::domains(tx, org).await?,
    })
}

/// What may be said of who joins by themself; gives the domains in their one form.
pub(crate) fn check_rules(
    role: OrgRole,
    stay_days: Option<i64>,
    named: &[String],
    open: bool,
    groups: usize,
) -> Result<Vec<String>, Error> {
    if role > OrgRole::Member {
        return Err(Error::invalid("role", "Who joins by themself is a guest or a member."));
    }
    let guest = role == OrgRole::Guest;
    if guest != stay_days.is_some() || stay_days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        return Err(Error::invalid("stay_days", format!("A guest, and nobody else, stays 1 to {MOST_DAYS} days.")));
    }
    let mut kept = named.iter().map(|text| domains::domain(text)).collect::<Result<Vec<_>, _>>()?;
    kept.sort_unstable();
    kept.dedup();
    if kept.len() > MOST_DOMAINS || (open && kept.is_empty()) {
        return Err(Error::invalid("domains", format!("Give 1 to {MOST_DOMAINS} domains.")));
    }
    if groups > MOST_GROUPS {
        return Err(Error::invalid("group_ids", format!("Choose at most {MOST_GROUPS} groups.")));
    }
    Ok(kept)
}
