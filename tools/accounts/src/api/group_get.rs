//! One group.

use axum::Json;
use axum::extract::State;
use base_i18n::Language;
use base_id::GroupId;
use base_suite::Place;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use serde::Serialize;

use super::spaces::language;
use super::{GroupView, MyGroup};
use crate::Accounts;
use crate::service::GroupSpace;

/// A group with the groups in it, and what it has.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = GroupDetails)]
pub(super) struct View {
    #[serde(flatten)]
    group: GroupView,
    /// Whose people are in it too.
    groups: Vec<MyGroup>,
    /// What it has, and what it could have.
    spaces: Vec<SpaceView>,
}

/// Something that a group has or could have.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = GroupSpace)]
struct SpaceView {
    /// The tool that gives it.
    tool: String,
    /// In the caller's language.
    name: String,
    /// What it is good for, in one sentence.
    about: String,
    /// Whether the group has it.
    has: bool,
    /// Where it is, a path of the site; `null` for those who do not see it.
    #[schema(required)]
    link: Option<String>,
    /// The path at which apps find it.
    #[schema(required)]
    address: Option<String>,
}

impl SpaceView {
    fn new(space: GroupSpace, language: Language) -> Self {
        let GroupSpace { tool, space, has, place } = space;
        let (link, address) = place.map_or((None, None), |Place { link, address }| (Some(link), address));
        let (name, about) = (space.name.get(language).to_owned(), space.about.get(language).to_owned());
        Self { tool: tool.to_owned(), name, about, has, link, address }
    }
}

/// A group, the groups in it, and what it has.
#[utoipa::path(get, path = "/groups/{id}", operation_id = "get_group", tag = "accounts",
    params(("id" = GroupId, Path)), responses(
        (status = 200, description = "The group", body = View),
        (status = 404, description = "No group has this identifier", body = ProblemShape),
    ))]
pub(super) async fn get_group(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<GroupId>,
) -> Result<Json<View>, Problem> {
    let group = accounts.seen_group(org.id, &caller, id).await?.into();
    let groups = accounts.inner_groups(org.id, &caller, id).await?;
    let spaces = accounts.spaces_of_group(&org, &caller, id).await?;
    let language = language(&org, &caller);
    Ok(Json(View {
        group,
        groups: groups.into_iter().map(MyGroup::from).collect(),
        spaces: spaces.into_iter().map(|space| SpaceView::new(space, language)).collect(),
    }))
}
