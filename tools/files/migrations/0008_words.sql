-- The words of each name that hangs in a folder: what a search by name reads. A name's beginning is found in the order
-- of the words, and the folder, which says who may see it, stands beside it. Nothing refers from here to nodes in the
-- schema: that would take a second index, on every file.
CREATE TABLE node_words (
    org_id UUID NOT NULL,
    word TEXT NOT NULL,
    parent_id UUID NOT NULL,
    node_id UUID NOT NULL,
    PRIMARY KEY (org_id, word, parent_id, node_id)
);
