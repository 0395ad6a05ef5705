//! REST under `/api/files`, one file per operation.

mod archive;
mod content_get;
mod content_put;
mod drives;
mod folder_ensure;
mod node_change;
mod node_children;
mod node_copy;
mod node_create;
mod node_delete;
mod node_get;
mod node_versions;
pub(crate) mod preview;
mod recent;
mod refusal;
mod storage_get;
mod storage_limit;
mod storage_of;
mod storage_views;
mod trash_empty;
mod trash_list;
mod trash_purge;
mod trash_restore;
mod upload_abort;
mod upload_begin;
mod upload_get;
mod upload_piece;
mod views;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Files;

pub(crate) fn router(files: &Files) -> OpenApiRouter {
    // Contents are streamed, and bounded by quotas instead.
    let streamed = OpenApiRouter::new()
        .routes(routes!(content_get::get_content, content_put::put_content))
        .routes(routes!(upload_get::get_upload, upload_piece::send_piece, upload_abort::abort_upload))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(drives::list_drives))
        .routes(routes!(node_create::create_node))
        .routes(routes!(node_get::get_node, node_change::change_node, node_delete::delete_node))
        .routes(routes!(node_children::list_children))
        .routes(routes!(node_copy::copy_node))
        .routes(routes!(node_versions::list_versions))
        .routes(routes!(preview::get_preview))
        .routes(routes!(archive::get_archive))
        .routes(routes!(upload_begin::begin_upload))
        .routes(routes!(folder_ensure::ensure_folder))
        .routes(routes!(trash_list::list_trash, trash_empty::empty_trash))
        .routes(routes!(trash_restore::restore_node))
        .routes(routes!(trash_purge::purge_node))
        .routes(routes!(recent::list_recent))
        .routes(routes!(storage_get::get_storage))
        .routes(routes!(storage_of::get_storage_of, storage_limit::limit_storage_of))
        .merge(streamed)
        .with_state(files.clone())
}
