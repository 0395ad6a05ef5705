//! The words of names: kept with each name that hangs in a folder, read by a search.

use base_db::{Error, Page, Param, ToParam, Tx, params};
use base_id::OrgId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::words::words;
use crate::model::{NodeId, NodeKind};

/// Words stored with one statement.
const AT_ONCE: usize = 8;
/// Nodes, and folders, read with one statement: a word that many have is in thousands of folders, and a statement costs
/// more than what it finds.
const NODES: usize = 64;
const FOLDERS: usize = 128;
/// More than any word that begins with another.
const LAST: char = char::MAX;

base_db::statements! {
    /// Keeps words of a name; one given twice is kept once.
    KEEP = "INSERT INTO node_words (org_id, parent_id, node_id, word)
        VALUES ($1, $2, $3, $4), ($1, $2, $3, $5), ($1, $2, $3, $6), ($1, $2, $3, $7),
        ($1, $2, $3, $8), ($1, $2, $3, $9), ($1, $2, $3, $10), ($1, $2, $3, $11) ON CONFLICT DO NOTHING";
    /// Forgets words of a name.
    FORGET = "DELETE FROM node_words WHERE org_id = $1 AND parent_id = $2 AND node_id = $3
        AND word IN ($4, $5, $6, $7, $8, $9, $10, $11)";
    /// What has a word that begins in a certain way, in the order of the words.
    BEGINNING = "SELECT word, parent_id, node_id FROM node_words WHERE org_id = $1 AND word < $2
        AND (word, parent_id, node_id) > ($3, $4, $5) ORDER BY word, parent_id, node_id LIMIT $6";
    /// What a result shows of several nodes.
    SHOWN = "SELECT node_id, parent_id, name, kind, modified_at FROM nodes WHERE org_id = $1
        AND node_id IN (
        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45,
        $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65)";
    /// What several folders lie in.
    ABOVE = "SELECT node_id, parent_id FROM nodes WHERE org_id = $1
        AND node_id IN (
        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45,
        $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66,
        $67, $68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87,
        $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100, $101, $102, $103, $104, $105, $106, $107,
        $108, $109, $110, $111, $112, $113, $114, $115, $116, $117, $118, $119, $120, $121, $122, $123, $124, $125,
        $126, $127, $128, $129)";
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub word: String,
    /// The folder that the node lies in.
    pub parent: NodeId,
    /// Whose name it is of.
    pub node: NodeId,
}

base_db::from_row!(Word { word, parent, node });

/// What a result shows of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The node.
    pub id: NodeId,
    /// The folder that it lies in.
    pub parent: Option<NodeId>,
    /// Its name.
    pub name: String,
    /// Folder or file.
    pub kind: NodeKind,
    /// When it was changed.
    pub modified_at: Timestamp,
}

base_db::from_row!(Shown { id, parent, name, kind, modified_at });

/// Keeps the words of a name in a folder. What hangs in none has no words.
pub async fn keep(tx: &mut Tx, org: OrgId, node: NodeId, place: (Option<NodeId>, &str)) -> Result<(), Error> {
    by_eight(tx, &KEEP, org, node, place).await
}

/// Forgets the words of a name in a folder.
pub async fn forget(tx: &mut Tx, org: OrgId, node: NodeId, place: (Option<NodeId>, &str)) -> Result<(), Error> {
    by_eight(tx, &FORGET, org, node, place).await
}

async fn by_eight(
    tx: &mut Tx,
    statement: &'static base_db::Sql,
    org: OrgId,
    node: NodeId,
    (parent, name): (Option<NodeId>, &str),
) -> Result<(), Error> {
    let Some(parent) = parent else { return Ok(()) };
    for words in words(name).chunks(AT_ONCE) {
        let mut values = vec![org.to_param(), parent.to_param(), node.to_param()];
        values.extend((0..AT_ONCE).map(|at| Param::Text(words.get(at).unwrap_or(&words[0]))));
        tx.exec(statement, &values).await?;
    }
    Ok(())
}

/// A page of what has a word that begins with `beginning`, after one of them.
pub async fn beginning(
    tx: &mut Tx,
    org: OrgId,
    beginning: &str,
    after: Option<&Word>,
    limit: usize,
) -> Result<Page<Word>, Error> {
    let end = format!("{beginning}{LAST}");
    let nowhere = NodeId::from_uuid(Uuid::nil());
    let (word, parent, node) = match after {
        Some(Word { word, parent, node }) => (word.as_str(), *parent, *node),
        None => (beginning, nowhere, nowhere),
    };
    tx.page(&BEGINNING, params![org, end, word, parent, node], limit).await
}

/// What results show of these nodes, in no order.
pub async fn shown(tx: &mut Tx, org: OrgId, ids: &[NodeId]) -> Result<Vec<Shown>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(NODES) {
        let mut values = vec![org.to_param()];
        values.extend(ids.iter().map(|id| Param::Uuid(id.uuid())));
        values.resize(1 + NODES, Param::Uuid(Uuid::nil()));
        found.extend(tx.all::<Shown>(&SHOWN, &values).await?);
    }
    Ok(found)
}

/// Each of these folders with what it lies in, in no order.
pub async fn above(tx: &mut Tx, org: OrgId, ids: &[NodeId]) -> Result<Vec<(NodeId, Option<NodeId>)>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(FOLDERS) {
        let mut values = vec![org.to_param()];
        values.extend(ids.iter().map(|id| Param::Uuid(id.uuid())));
        values.resize(1 + FOLDERS, Param::Uuid(Uuid::nil()));
        found.extend(tx.all::<(NodeId, Option<NodeId>)>(&ABOVE, &values).await?);
    }
    Ok(found)
}
