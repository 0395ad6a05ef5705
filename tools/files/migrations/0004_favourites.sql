-- What a person marked as a favourite. Nobody else sees it.
CREATE TABLE favourites (
    org_id UUID NOT NULL,
    person_id UUID NOT NULL,
    node_id UUID NOT NULL,
    PRIMARY KEY (org_id, person_id, node_id),
    FOREIGN KEY (org_id, node_id) REFERENCES nodes (org_id, node_id)
);

CREATE INDEX favourites_of_node ON favourites (org_id, node_id);

-- Programs that know a file by its integer ask for it by that: its picture, itself in a search.
CREATE UNIQUE INDEX nodes_fileids ON nodes (org_id, fileid);
