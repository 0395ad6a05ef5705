//! Who may join by themself.

use axum::Json;
use axum::extract::State;
use base_suite::OrgRole;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use serde::Serialize;

use super::{MyGroup, origin};
use crate::service::RulesShown;
use crate::{Accounts, RulesDraft, domains};

/// A domain of addresses.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = RegistrationDomain)]
struct DomainView {
    domain: String,
    /// Whether anybody can have an address there.
    public: bool,
}

/// Who may join by themself.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = RegistrationRules)]
pub(super) struct View {
    /// Whether anybody may.
    open: bool,
    /// Whether an administrator decides on each.
    approval: bool,
    /// `guest` or `member`.
    role: OrgRole,
    /// How many days a guest stays; `null` for members.
    #[schema(required)]
    stay_days: Option<i64>,
    groups: Vec<MyGroup>,
    domains: Vec<DomainView>,
}

impl From<RulesShown> for View {
    fn from(RulesShown { rules, groups, domains: every }: RulesShown) -> Self {
        Self {
            open: rules.open,
            approval: rules.approval,
            role: rules.role,
            stay_days: rules.stay_days,
            groups: groups.into_iter().map(MyGroup::from).collect(),
            domains: every
                .into_iter()
                .map(|domain| DomainView { public: domains::is_public(&domain), domain })
                .collect(),
        }
    }
}

/// Who may join by themself, for administrators.
#[utoipa::path(get, path = "/registration-rules", operation_id = "get_registration_rules", tag = "accounts", responses(
    (status = 200, description = "The rules", body = View),
    (status = 403, description = "For administrators", body = ProblemShape),
))]
pub(super) async fn get_registration_rules(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<View>, Problem> {
    Ok(Json(accounts.registration_rules(org.id, &caller).await?.into()))
}

/// Says who may join by themself, for administrators.
#[utoipa::path(put, path = "/registration-rules", operation_id = "put_registration_rules", tag = "accounts",
    request_body = RulesDraft, responses(
        (status = 200, description = "The rules", body = View),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 422, description = "Something entered cannot be taken; `public_too` where anybody could join", body = ProblemShape),
    ))]
pub(super) async fn put_registration_rules(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(draft): Body<RulesDraft>,
) -> Result<Json<View>, Problem> {
    Ok(Json(accounts.set_registration_rules(org.id, &caller, origin(&client), draft).await?.into()))
}
